import { inputProblemText } from "../text/panels/input-text.ts";
import type { InputProblem } from "./input-problem.ts";

/** What a reader brought is no trace. `problem` says the same in any language. */
export class InputError extends Error {
  override readonly name = "InputError";
  readonly problem: InputProblem;

  constructor(problem: InputProblem, options?: ErrorOptions) {
    super(inputProblemText(problem, "en"), options);
    this.problem = problem;
  }
}
