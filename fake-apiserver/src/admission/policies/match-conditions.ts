import { asOne } from "../../codec/as-one.ts";
import { textOf, valueAt } from "../../codec/json/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { forbidden } from "../../request/answer/status-errors.ts";
import { type AdmissionRequest, askedName } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import {
  CostBudget,
  type ExpressionVariables,
  evaluateAll,
  outOfBudget,
  variablesOf,
} from "./expressions.ts";

/** What conditions come to: all true, one false, or one that could not be told. */
export type ConditionsResult =
  | { readonly kind: "match" }
  | { readonly kind: "no-match" }
  | { readonly kind: "error"; readonly message: string };

const conditionsBudget = 2_500_000;

/**
 * One false condition decides, whatever goes wrong with others, unless they cost too much together.
 *
 * @param variablesWith what they may speak of, where working that out costs of the same budget
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions/matcher.go
 */
export function evaluateConditions(
  conditions: readonly unknown[],
  variablesWith: (budget: CostBudget) => ExpressionVariables,
): ConditionsResult {
  const budget = new CostBudget(conditionsBudget);
  const expressions = conditions.map((one) => textOf(valueAt(one, "expression")));
  const results = evaluateAll(expressions, variablesWith(budget), budget);
  if (results === undefined) return { kind: "error", message: outOfBudget };
  if (results.some((one) => one.kind === "value" && one.value !== true))
    return { kind: "no-match" };
  const problems = results.flatMap((one) => (one.kind === "error" ? [one.message] : []));
  return problems.length === 0 ? { kind: "match" } : { kind: "error", message: asOne(problems) };
}

/**
 * A request meets the conditions of a webhook. Where that cannot be told, the request is refused, unless the webhook fails
 * open.
 */
export function judgeConditions(
  conditions: readonly unknown[],
  asked: AdmissionRequest,
  view: AdmissionView,
  { failsOpen, seenAs }: { readonly failsOpen: boolean; readonly seenAs: ResourceDefinition },
): boolean {
  if (conditions.length === 0) return true;
  const { definition } = asked.request;
  const variables = variablesOf(asked, view, { kind: seenAs, resource: definition });
  const result = evaluateConditions(conditions, () => variables);
  if (result.kind === "error" && !failsOpen) {
    throw forbidden(definition, askedName(asked), result.message);
  }
  return result.kind === "match";
}
