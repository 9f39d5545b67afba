import { Interruption } from "../../codec/interruption.ts";
import type { CheckedExpression } from "../check/checked.ts";
import type { CelEnvironment } from "../check/environment.ts";
import type { CelValue } from "../values/cel-value.ts";
import { Evaluation, type VariableSource } from "./evaluation.ts";
import { planExpression } from "./plan.ts";

/** What came of a run. */
export interface ProgramResult {
  /** The value, or the error in its stead. */
  readonly value: CelValue | Error;
  /** How much work it was, in the units of cel-go. */
  readonly cost: number;
}

/** An expression ready to run. */
export interface Program {
  run(variables: VariableSource, costLimit: number): ProgramResult;
}

/** Makes a checked expression ready to run. */
export function programOf(checked: CheckedExpression, environment: CelEnvironment): Program {
  const step = planExpression(checked, environment);
  return {
    run(variables, costLimit) {
      const evaluation = new Evaluation(variables, costLimit);
      try {
        return { value: step(evaluation), cost: evaluation.cost };
      } catch (error) {
        if (error instanceof Interruption) throw error;
        if (error instanceof Error) return { value: error, cost: evaluation.cost };
        throw error;
      }
    },
  };
}
