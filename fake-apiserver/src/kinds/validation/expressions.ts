import type { CheckedExpression } from "../../cel/check/checked.ts";
import { checkExpression } from "../../cel/check/checker.ts";
import type { CelEnvironment } from "../../cel/check/environment.ts";
import { constantProblem } from "../../cel/evaluate/constants.ts";
import { type PolicyScope, policyEnvironment } from "../../cel/policy-environment.ts";
import { CelCompileError } from "../../cel/syntax/source.ts";
import { type CelType, isSameType } from "../../cel/types/cel-type.ts";
import { runtimeTypeText } from "../../cel/values/type-of.ts";
import type { Report } from "./report.ts";

/** An expression read and checked, or why it cannot be. */
export function readExpression(
  source: string,
  environment: CelEnvironment,
): CheckedExpression | string {
  try {
    return checkExpression(source, environment);
  } catch (error) {
    if (error instanceof CelCompileError) return `compilation failed: ${error.message}`;
    throw error;
  }
}

/** An expression of a policy or of a condition, and where it stands. */
export interface PolicyExpression {
  readonly source: string;
  /** As the error shows it. */
  readonly shown: unknown;
  readonly at: string;
  /** What it may give; none named: anything. */
  readonly wanted: readonly CelType[];
}

/**
 * Reports what keeps an expression of a policy from being used. @returns the type of what it gives
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/cel/compile.go
 */
export function checkPolicyExpression(
  { source, shown, at, wanted }: PolicyExpression,
  scope: PolicyScope,
  report: Report,
): CelType | undefined {
  const environment = policyEnvironment(scope);
  const checked = readExpression(source, environment);
  if (typeof checked === "string") {
    report.invalid(at, shown, checked);
    return undefined;
  }
  const { result } = checked;
  if (wanted.length > 0 && !wanted.some((type) => isSameType(type, result))) {
    const names = wanted.map(runtimeTypeText);
    const choice = names.length === 1 ? `${names[0]}` : `one of [${names.join(" ")}]`;
    report.invalid(at, shown, `must evaluate to ${choice} but got ${runtimeTypeText(result)}`);
    return undefined;
  }
  const problem = constantProblem(checked, environment);
  if (problem === undefined) return result;
  report.errors.push({
    reason: "InternalError",
    message: `Internal error: program instantiation failed: ${problem}`,
    field: at,
  });
  return undefined;
}
