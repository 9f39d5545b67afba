import { spendWork } from "../codec/work-budget.ts";
import { holds } from "./assertion.ts";
import type { Program } from "./program.ts";

/** Places of one block: the more of them, the more is kept at once and the less is done twice. */
const blockLength = 1024;

/**
 * From which steps, at which place of a text, a match can still be reached. The whole text is gone through once, from its end,
 * and each block of it once more when it is asked about; kept are one block and the places where blocks begin.
 */
export class ReachableSteps {
  readonly #program: Program;
  readonly #codes: Int32Array;
  readonly #sources: readonly (readonly number[])[];
  /** For each block, what can be reached at the place after it. */
  readonly #after: Uint8Array[] = [];
  readonly #work: number[] = [];
  #block: readonly Uint8Array[] = [];
  #blockAt = -1;

  /** @param codes the code points of the text. */
  constructor(program: Program, codes: Int32Array) {
    this.#program = program;
    this.#codes = codes;
    this.#sources = sourcesOf(program);
    let later: Uint8Array = new Uint8Array(program.instructions.length);
    for (let block = Math.floor(codes.length / blockLength); block >= 0; block--) {
      this.#after[block] = later;
      const end = Math.min(codes.length, (block + 1) * blockLength - 1);
      for (let at = end; at >= block * blockLength; at--) later = this.#at(at, later);
    }
  }

  /** Whether a match can be reached from a step at a place; places must be asked about from left to right. */
  has(step: number, at: number): boolean {
    const block = Math.floor(at / blockLength);
    if (block !== this.#blockAt) this.#read(block);
    return this.#block[at - block * blockLength]?.[step] === 1;
  }

  #read(block: number): void {
    const start = block * blockLength;
    const end = Math.min(this.#codes.length, start + blockLength - 1);
    const places: Uint8Array[] = [];
    let later = this.#after[block] ?? new Uint8Array();
    for (let at = end; at >= start; at--) {
      later = this.#at(at, later);
      places[at - start] = later;
    }
    this.#block = places;
    this.#blockAt = block;
  }

  /** What can be reached at a place, from what can at the next one. */
  #at(at: number, later: Uint8Array): Uint8Array {
    const { instructions } = this.#program;
    spendWork(instructions.length / 8);
    const code = this.#codes[at] ?? -1;
    const before = this.#codes[at - 1] ?? -1;
    const here = new Uint8Array(instructions.length);
    const work = this.#work;
    for (let step = 0; step < instructions.length; step++) {
      const instruction = instructions[step];
      const ends = instruction?.kind === "match";
      const goesOn =
        instruction?.kind === "character" &&
        later[instruction.next] === 1 &&
        code >= 0 &&
        instruction.test(code);
      if (ends || goesOn) work.push(step);
    }
    for (let step = work.pop(); step !== undefined; step = work.pop()) {
      if (here[step] === 1) continue;
      here[step] = 1;
      for (const source of this.#sources[step] ?? []) {
        const instruction = instructions[source];
        if (instruction?.kind !== "assertion" || holds(instruction.assertion, before, code))
          work.push(source);
      }
    }
    return here;
  }
}

/** For each step, those that lead to it without a letter. */
function sourcesOf({ instructions }: Program): readonly (readonly number[])[] {
  const sources: number[][] = instructions.map(() => []);
  instructions.forEach((instruction, step) => {
    if (instruction.kind === "assertion") sources[instruction.next]?.push(step);
    if (instruction.kind !== "split") return;
    sources[instruction.first]?.push(step);
    sources[instruction.second]?.push(step);
  });
  return sources;
}
