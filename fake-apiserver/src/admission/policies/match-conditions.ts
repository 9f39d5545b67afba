import { textOf, valueAt } from "../../codec/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { forbidden } from "../../request/answer/status-errors.ts";
import { type AdmissionRequest, nameOf } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { type ExpressionVariables, evaluate, variablesOf } from "./expressions.ts";

/** What conditions come to: all true, one false, or one that could not be told. */
export type ConditionsResult =
  | { readonly kind: "match" }
  | { readonly kind: "no-match" }
  | { readonly kind: "error"; readonly message: string };

/** One false condition decides, whatever goes wrong with others. */
export function evaluateConditions(
  conditions: readonly unknown[],
  variables: ExpressionVariables,
): ConditionsResult {
  let problem: string | undefined;
  for (const condition of conditions) {
    const expression = textOf(valueAt(condition, "expression"));
    const result = evaluate(expression, variables);
    if (result.kind === "error") problem ??= result.message;
    else if (result.value !== true) return { kind: "no-match" };
  }
  return problem === undefined ? { kind: "match" } : { kind: "error", message: problem };
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
  const result = evaluateConditions(conditions, variables);
  if (result.kind === "error" && !failsOpen) {
    // Of many that are deleted at once none is named.
    const name = asked.request.isOneOfMany === true ? "" : nameOf(asked);
    throw forbidden(definition, name, result.message);
  }
  return result.kind === "match";
}
