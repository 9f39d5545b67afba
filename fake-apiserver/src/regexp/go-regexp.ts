import { BoundedCache } from "../codec/bytes/bounded-cache.ts";
import { Matcher } from "./match.ts";
import { matchAll } from "./match-all.ts";
import { parsePattern } from "./parse-pattern.ts";
import { compileProgram } from "./program.ts";
import { PatternError } from "./syntax-tree.ts";

/** A pattern of Go's regexp package, ready to use. The work grows linearly with the text. */
export interface GoRegExp {
  /** Whether the pattern is found anywhere. */
  test(text: string): boolean;
  /** What is found first. */
  find(text: string): string | undefined;
  /** All that is found, from left to right, at most so many. */
  findAll(text: string, countMax?: number): readonly string[];
}

/** Why a pattern cannot be used, as Go says it: `error parsing regexp: missing closing ]: …`. */
export interface BadPattern {
  readonly problem: string;
}

const known = new BoundedCache<GoRegExp | BadPattern>(1 << 20);

/** Reads a pattern; those read before are remembered, as long as their texts stay below a megabyte. */
export function compileGoRegExp(pattern: string): GoRegExp | BadPattern {
  let compiled = known.get(pattern);
  if (compiled === undefined) {
    compiled = compile(pattern);
    known.set(pattern, compiled);
  }
  return compiled;
}

function compile(pattern: string): GoRegExp | BadPattern {
  try {
    const program = compileProgram(parsePattern(pattern), pattern);
    const matcher = new Matcher(program);
    return {
      test: (text) => matcher.find(text, 0, { isTestOnly: true }) !== undefined,
      find: (text) => {
        const match = matcher.find(text, 0);
        return match === undefined ? undefined : text.slice(match.start, match.end);
      },
      findAll: (text, countMax = Number.POSITIVE_INFINITY) => matchAll(program, text, countMax),
    };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return { problem: error.message };
  }
}
