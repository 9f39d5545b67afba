import { spendWork } from "../codec/work-budget.ts";
import { holds } from "./assertion.ts";
import type { Program } from "./program.ts";

/** Where a match lies in a text. */
export interface Match {
  readonly start: number;
  readonly end: number;
}

/** Threads at one place of the text, the preferred first, each step at most once. */
class Threads {
  readonly steps: Int32Array;
  readonly starts: Int32Array;
  readonly #seenAt: Int32Array;
  count = 0;
  #generation = 0;

  constructor(size: number) {
    this.steps = new Int32Array(size);
    this.starts = new Int32Array(size);
    this.#seenAt = new Int32Array(size);
  }

  clear(): void {
    this.count = 0;
    this.#generation++;
  }

  /** False when the step is here already. */
  visit(step: number): boolean {
    if (this.#seenAt[step] === this.#generation + 1) return false;
    this.#seenAt[step] = this.#generation + 1;
    return true;
  }

  push(step: number, start: number): void {
    this.steps[this.count] = step;
    this.starts[this.count] = start;
    this.count++;
  }
}

/**
 * Finds the leftmost match, of those that begin there the preferred one. All ways are followed at once, so that the work grows
 * with the text times the program and never faster.
 */
export class Matcher {
  readonly #program: Program;
  readonly #stack: Int32Array;
  #current: Threads;
  #next: Threads;

  constructor(program: Program) {
    const size = program.instructions.length;
    this.#program = program;
    this.#current = new Threads(size);
    this.#next = new Threads(size);
    this.#stack = new Int32Array(2 * size + 2);
  }

  find(
    text: string,
    from: number,
    { isTestOnly = false }: { readonly isTestOnly?: boolean } = {},
  ): Match | undefined {
    let found: Match | undefined;
    let previous = from > 0 ? codeBefore(text, from) : -1;
    this.#current.clear();
    for (let at = from; ; ) {
      const code = codeAt(text, at);
      if (found === undefined) this.#add(this.#current, this.#program.start, at, previous, code);
      if (this.#current.count === 0 && found !== undefined) return found;
      const width = code > 0xffff ? 2 : 1;
      spendWork(this.#current.count / 2);
      const begun = this.#step(code, codeAt(text, at + width));
      if (begun !== undefined) found = { start: begun, end: at };
      if (code < 0 || (isTestOnly && found !== undefined)) return found;
      at += width;
      previous = code;
    }
  }

  /** All threads take a letter. Where a match that ends before it began; those less preferred than it are dropped. */
  #step(code: number, following: number): number | undefined {
    const { instructions } = this.#program;
    const [current, next] = [this.#current, this.#next];
    next.clear();
    let matched: number | undefined;
    for (let i = 0; i < current.count && matched === undefined; i++) {
      const begun = current.starts[i] ?? 0;
      const instruction = instructions[current.steps[i] ?? 0];
      if (instruction?.kind === "match") matched = begun;
      else if (instruction?.kind === "character" && code >= 0 && instruction.test(code))
        this.#add(next, instruction.next, begun, code, following);
    }
    [this.#current, this.#next] = [next, current];
    return matched;
  }

  /** Adds a step and all that follow from it without a letter. */
  #add(threads: Threads, step: number, start: number, before: number, after: number): void {
    const { instructions } = this.#program;
    let top = 0;
    this.#stack[top++] = step;
    while (top > 0) {
      const at = this.#stack[--top] ?? 0;
      if (!threads.visit(at)) continue;
      const instruction = instructions[at];
      if (instruction?.kind === "split") {
        this.#stack[top++] = instruction.second;
        this.#stack[top++] = instruction.first;
      } else if (instruction?.kind === "assertion") {
        if (holds(instruction.assertion, before, after)) this.#stack[top++] = instruction.next;
      } else threads.push(at, start);
    }
  }
}

/** The code point at a place, -1 past the end. */
function codeAt(text: string, at: number): number {
  return text.codePointAt(at) ?? -1;
}

function codeBefore(text: string, at: number): number {
  const low = text.charCodeAt(at - 1);
  const isPair = low >= 0xdc00 && low < 0xe000 && at > 1;
  return codeAt(text, isPair ? at - 2 : at - 1);
}
