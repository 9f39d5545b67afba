import { type Assertion, type CharacterTest, type Pattern, PatternError } from "./syntax-tree.ts";

/** One step of a matching machine; numbers are places of other steps. */
export type Instruction =
  | { readonly kind: "character"; readonly test: CharacterTest; next: number }
  | { readonly kind: "assertion"; readonly assertion: Assertion; next: number }
  /** Both ways, the first preferred. */
  | { readonly kind: "split"; first: number; second: number }
  | { readonly kind: "match" };

/** Steps, the first of them at `start`. */
export interface Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
}

const instructionsMax = 200_000;

/** Writes a pattern out as steps. @throws PatternError for one that is too large. */
export function compileProgram(pattern: Pattern, source: string): Program {
  const compiler = new ProgramCompiler(source);
  const match = compiler.add({ kind: "match" });
  const start = compiler.compile(pattern, match);
  return { instructions: compiler.instructions, start };
}

/**
 * Writes backwards: each part is told where to go on.
 *
 * @see regexp/syntax compile.go, simplify.go
 */
class ProgramCompiler {
  readonly instructions: Instruction[] = [];
  readonly #source: string;
  readonly #nullable = new Map<Pattern, boolean>();

  constructor(source: string) {
    this.#source = source;
  }

  add(instruction: Instruction): number {
    if (this.instructions.length >= instructionsMax)
      throw new PatternError("expression too large", this.#source);
    return this.instructions.push(instruction) - 1;
  }

  compile(pattern: Pattern, next: number): number {
    switch (pattern.kind) {
      case "empty":
        return next;
      case "character":
        return this.add({ kind: "character", test: pattern.test, next });
      case "assertion":
        return this.add({ kind: "assertion", assertion: pattern.assertion, next });
      case "sequence":
        return pattern.parts.reduceRight((after, part) => this.compile(part, after), next);
      case "choice": {
        const [last, ...others] = pattern.parts.map((part) => this.compile(part, next)).reverse();
        return others.reduce(
          (second, first) => this.add({ kind: "split", first, second }),
          last ?? next,
        );
      }
      default:
        return this.#repeat(pattern, next);
    }
  }

  #repeat(
    { part, least, most, isLazy }: Extract<Pattern, { kind: "repeat" }>,
    next: number,
  ): number {
    let start = next;
    let before = least;
    if (most === undefined) {
      const again = this.add({ kind: "split", first: next, second: next });
      const body = this.compile(part, again);
      const split = this.#split(body, next, isLazy);
      this.instructions[again] = split;
      // What may be empty is once or more, or not at all: only so are its ways preferred as they are elsewhere.
      if (least > 0) [start, before] = [body, least - 1];
      else start = this.#isNullable(part) ? this.add({ ...split }) : again;
    } else {
      for (let i = least; i < most; i++)
        start = this.add(this.#split(this.compile(part, start), next, isLazy));
    }
    for (let i = 0; i < before; i++) start = this.compile(part, start);
    return start;
  }

  /** Whether a pattern may match without a letter. */
  #isNullable(pattern: Pattern): boolean {
    const known = this.#nullable.get(pattern);
    if (known !== undefined) return known;
    const isNullable = this.#mayBeEmpty(pattern);
    this.#nullable.set(pattern, isNullable);
    return isNullable;
  }

  #mayBeEmpty(pattern: Pattern): boolean {
    switch (pattern.kind) {
      case "character":
        return false;
      case "sequence":
        return pattern.parts.every((part) => this.#isNullable(part));
      case "choice":
        return pattern.parts.some((part) => this.#isNullable(part));
      case "repeat":
        return pattern.least === 0 || this.#isNullable(pattern.part);
      default:
        return true;
    }
  }

  #split(body: number, after: number, isLazy: boolean): Instruction {
    const [first, second] = isLazy ? [after, body] : [body, after];
    return { kind: "split", first, second };
  }
}
