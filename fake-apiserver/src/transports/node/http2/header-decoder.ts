import { ConnectionError, errorCodes } from "./frame.ts";
import { type HeaderPair, staticTable } from "./hpack-tables.ts";
import { decodeHuffman } from "./huffman.ts";

/** Bytes of headers that both sides remember; what a server says when it says nothing. */
export const headerTableBytes = 4_096;
/** What a remembered header counts beyond its letters. */
const entryBytes = 32;
/** More bits than any length here has. */
const shiftMax = 28;

/** Told of each header in turn. */
export type HeaderListener = (name: string, value: string) => void;

/**
 * Reads the blocks of headers of one connection, each of which builds on those before.
 *
 * @see RFC 7541
 */
export class HeaderDecoder {
  /** The newest last. */
  #entries: HeaderPair[] = [];
  /** Of the oldest that is still remembered. */
  #head = 0;
  #bytes = 0;
  #bytesMax = headerTableBytes;
  #block: Buffer = Buffer.alloc(0);
  #at = 0;
  #scratch = Buffer.alloc(256);

  /** @throws ConnectionError for a block that is none */
  decode(block: Buffer, listen: HeaderListener): void {
    this.#block = block;
    this.#at = 0;
    let mayResize = true;
    while (this.#at < block.length) {
      const first = block[this.#at] as number;
      if (first >= 0x80) {
        const [name, value] = this.#entry(this.#integer(7));
        listen(name, value);
      } else if (first >= 0x40) {
        const pair = this.#literal(6);
        this.#remember(pair);
        listen(pair[0], pair[1]);
      } else if (first >= 0x20) {
        if (!mayResize) throw broken("a size of the table stands behind a header");
        this.#resize(this.#integer(5));
        continue;
      } else {
        const [name, value] = this.#literal(4);
        listen(name, value);
      }
      mayResize = false;
    }
  }

  #literal(prefixBits: number): HeaderPair {
    const index = this.#integer(prefixBits);
    const name = index === 0 ? this.#text() : this.#entry(index)[0];
    return [name, this.#text()];
  }

  #entry(index: number): HeaderPair {
    const found =
      index <= staticTable.length
        ? staticTable[index - 1]
        : this.#entries[this.#entries.length - (index - staticTable.length)];
    const isForgotten =
      index > staticTable.length && index - staticTable.length > this.#entries.length - this.#head;
    if (found === undefined || isForgotten) throw broken(`no header has index ${index}`);
    return found;
  }

  #remember(pair: HeaderPair): void {
    this.#entries.push(pair);
    this.#bytes += sizeOf(pair);
    this.#forget();
  }

  #resize(bytesMax: number): void {
    if (bytesMax > headerTableBytes) throw broken("the table is larger than was agreed");
    this.#bytesMax = bytesMax;
    this.#forget();
  }

  #forget(): void {
    while (this.#bytes > this.#bytesMax) {
      this.#bytes -= sizeOf(this.#entries[this.#head] as HeaderPair);
      this.#head += 1;
    }
    if (this.#head < 64 || this.#head * 2 < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#head);
    this.#head = 0;
  }

  #integer(prefixBits: number): number {
    const mask = (1 << prefixBits) - 1;
    let value = this.#byte() & mask;
    if (value < mask) return value;
    for (let shift = 0; ; shift += 7) {
      if (shift > shiftMax) throw broken("a number has too many bytes");
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  #text(): string {
    const isHuffman = (this.#block[this.#at] ?? 0) >= 0x80;
    const length = this.#integer(7);
    const from = this.#at;
    const to = from + length;
    if (to > this.#block.length) throw broken("a text is cut off");
    this.#at = to;
    if (!isHuffman) return this.#block.toString("latin1", from, to);
    if (this.#scratch.length < length * 2) this.#scratch = Buffer.alloc(length * 2);
    const decoded = decodeHuffman(this.#block, from, to, this.#scratch);
    if (decoded < 0) throw broken("a text is not encoded as it says");
    return this.#scratch.toString("latin1", 0, decoded);
  }

  #byte(): number {
    const byte = this.#block[this.#at];
    if (byte === undefined) throw broken("a block is cut off");
    this.#at += 1;
    return byte;
  }
}

function sizeOf([name, value]: HeaderPair): number {
  return name.length + value.length + entryBytes;
}

function broken(problem: string): ConnectionError {
  return new ConnectionError(errorCodes.compression, problem);
}
