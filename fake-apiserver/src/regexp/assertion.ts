import { isWordCharacter } from "./characters.ts";
import type { Assertion } from "./syntax-tree.ts";

/** Whether something holds between two letters: the codes on both sides of a place, below zero where there is none. */
export function holds(assertion: Assertion, before: number, after: number): boolean {
  switch (assertion) {
    case "text-start":
      return before < 0;
    case "text-end":
      return after < 0;
    case "line-start":
      return before < 0 || before === 10;
    case "line-end":
      return after < 0 || after === 10;
    default: {
      const isBoundary = isWordCharacter(before) !== isWordCharacter(after);
      return isBoundary === (assertion === "word");
    }
  }
}
