import type { CelValue } from "../../cel/values/cel-value.ts";
import {
  CostBudget,
  type ExpressionVariables,
  evaluatePatch,
  outOfBudget,
} from "../policies/expressions.ts";
import { withPolicyVariables } from "../policies/policy-variables.ts";
import { MutationError } from "./mutation.ts";

/** What each mutation may cost, with the variables that it asks for. */
const mutationBudget = 10_000_000;

/** The value of a mutation's expression, for which the variables of its policy are worked out anew. @throws MutationError */
export function evaluateMutation(
  expression: string,
  declared: unknown,
  given: ExpressionVariables,
): CelValue {
  const budget = new CostBudget(mutationBudget);
  const result = evaluatePatch(expression, withPolicyVariables(declared, given, budget), budget);
  if (budget.isSpent) throw new MutationError(outOfBudget);
  if (result.kind === "error") throw new MutationError(result.message);
  return result.value;
}
