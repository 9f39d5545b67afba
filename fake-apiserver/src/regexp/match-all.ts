import { holds } from "./assertion.ts";
import type { Program } from "./program.ts";
import { ReachableSteps } from "./reachable-steps.ts";

/**
 * All matches from left to right, at most so many; an empty one right after another does not count. Since it is known from where
 * a match can be reached, the preferred way is walked without a wrong turn: the work grows with the text times the program,
 * however many matches there are, where looking for one after the other may read to the end of the text for each.
 */
export function matchAll(program: Program, text: string, countMax: number): string[] {
  const codes = Int32Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  const walk = new Walk(program, codes);
  const found: string[] = [];
  let [unit, lastEnd] = [0, -1];
  for (let at = 0; at <= codes.length && found.length < countMax; ) {
    const isMatch = walk.reachable.has(program.start, at);
    const end = isMatch ? walk.endOfMatch(at) : at;
    const units = unitsBetween(codes, at, end);
    if (isMatch && (end > at || at !== lastEnd)) found.push(text.slice(unit, unit + units));
    if (isMatch) lastEnd = end;
    const next = end > at ? end : at + 1;
    unit += end > at ? units : unitsBetween(codes, at, next);
    at = next;
  }
  return found;
}

class Walk {
  readonly reachable: ReachableSteps;
  readonly #program: Program;
  readonly #codes: Int32Array;
  readonly #seenAt: Int32Array;
  readonly #stack: number[] = [];

  constructor(program: Program, codes: Int32Array) {
    this.reachable = new ReachableSteps(program, codes);
    this.#program = program;
    this.#codes = codes;
    this.#seenAt = new Int32Array(program.instructions.length).fill(-1);
  }

  /** Where the preferred match that begins at a place ends; there must be one. */
  endOfMatch(start: number): number {
    const { instructions } = this.#program;
    let step = this.#program.start;
    for (let at = start; ; at++) {
      const taken = instructions[this.#preferred(step, at)];
      if (taken?.kind !== "character") return at;
      step = taken.next;
    }
  }

  /** The first step, of those that follow without a letter, that takes the letter at a place, or ends, and leads to a match. */
  #preferred(from: number, at: number): number {
    const { instructions } = this.#program;
    const stack = this.#stack;
    const seen: number[] = [];
    stack.push(from);
    for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
      if (this.#seenAt[step] === at || !this.reachable.has(step, at)) continue;
      this.#seenAt[step] = at;
      seen.push(step);
      const instruction = instructions[step];
      if (instruction?.kind === "split") stack.push(instruction.second, instruction.first);
      else if (instruction?.kind === "assertion") {
        const before = this.#codes[at - 1] ?? -1;
        const after = this.#codes[at] ?? -1;
        if (holds(instruction.assertion, before, after)) stack.push(instruction.next);
      } else {
        stack.length = 0;
        for (const place of seen) this.#seenAt[place] = -1;
        return step;
      }
    }
    return from;
  }
}

/** Units of UTF-16 that the letters between two places take. */
function unitsBetween(codes: Int32Array, start: number, end: number): number {
  let units = 0;
  for (let at = start; at < end; at++) units += (codes[at] ?? 0) > 0xffff ? 2 : 1;
  return units;
}
