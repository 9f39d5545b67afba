import { huffmanLengths } from "./hpack-tables.ts";

const end = 256;
const paddingBitsMax = 7;
const none = -1;

/** A step by four bits: where it leads, and the byte that ended on the way. No code is that short, so there is one at most. */
interface Steps {
  readonly next: Int16Array;
  readonly ended: Int16Array;
  /** Whether a text may end there: within what fills the last byte, which are the first bits of the end's code. */
  readonly mayEnd: readonly boolean[];
}

/** A node of the tree of codes: what follows a 0 and a 1, another node or, as `~byte`, a whole code. */
type Node = [zero: number, one: number];

let steps: Steps | undefined;

/**
 * Decodes a text of HPACK into `into`, which has room for twice the bytes.
 *
 * @returns its length, or -1 for what is no such text.
 */
export function decodeHuffman(
  bytes: Uint8Array,
  from: number,
  to: number,
  into: Uint8Array,
): number {
  steps ??= toSteps(toTree());
  const { next, ended, mayEnd } = steps;
  let state = 0;
  let length = 0;
  for (let index = from; index < to; index++) {
    const byte = bytes[index] as number;
    for (let shift = 4; shift >= 0; shift -= 4) {
      const step = (state << 4) | ((byte >>> shift) & 15);
      const symbol = ended[step] as number;
      if (symbol === end) return none;
      if (symbol !== none) into[length++] = symbol;
      state = next[step] as number;
    }
  }
  return mayEnd[state] === true ? length : none;
}

function toTree(): readonly Node[] {
  const tree: Node[] = [[0, 0]];
  const symbols = huffmanLengths.map((_, symbol) => symbol);
  symbols.sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
  let code = 0;
  let before = 0;
  for (const symbol of symbols) {
    code <<= lengthOf(symbol) - before;
    before = lengthOf(symbol);
    addCode(tree, code, symbol);
    code += 1;
  }
  return tree;
}

function lengthOf(symbol: number): number {
  return huffmanLengths[symbol] ?? 0;
}

function addCode(tree: Node[], code: number, symbol: number): void {
  let node = tree[0] as Node;
  for (let shift = lengthOf(symbol) - 1; shift > 0; shift--) {
    const side = ((code >>> shift) & 1) as 0 | 1;
    if (node[side] === 0) {
      node[side] = tree.length;
      tree.push([0, 0]);
    }
    node = tree[node[side]] as Node;
  }
  node[(code & 1) as 0 | 1] = ~symbol;
}

function toSteps(tree: readonly Node[]): Steps {
  const next = new Int16Array(tree.length * 16);
  const ended = new Int16Array(tree.length * 16).fill(none);
  for (let state = 0; state < tree.length; state++) {
    for (let bits = 0; bits < 16; bits++) {
      let at = state;
      for (let shift = 3; shift >= 0; shift--) {
        const to = (tree[at] as Node)[((bits >>> shift) & 1) as 0 | 1];
        if (to < 0) ended[(state << 4) | bits] = ~to;
        at = Math.max(to, 0);
      }
      next[(state << 4) | bits] = at;
    }
  }
  const mayEnd = tree.map(() => false);
  for (let bits = 0, at = 0; bits <= paddingBitsMax; bits++) {
    mayEnd[at] = true;
    at = (tree[at] as Node)[1];
  }
  return { next, ended, mayEnd };
}
