import type { CheckedExpression } from "../../cel/check/checked.ts";
import { checkExpression } from "../../cel/check/checker.ts";
import { withVariables } from "../../cel/check/environment.ts";
import { estimateCost } from "../../cel/cost/estimate.ts";
import { constantProblem } from "../../cel/evaluate/constants.ts";
import { type Program, programOf } from "../../cel/evaluate/program.ts";
import { kubernetesEnvironment } from "../../cel/kubernetes-environment.ts";
import { CelCompileError } from "../../cel/syntax/source.ts";
import { optionalType } from "../../cel/types/cel-type.ts";
import type { ObjectSchema } from "../object-schema.ts";
import type { ValidationRule } from "../structural-rules.ts";
import { type DeclType, sizeAt } from "./decl-type.ts";
import { findFieldPath } from "./field-path.ts";

/** An expression ready to run, and the most that it can cost. */
export interface CompiledExpression {
  readonly program: Program;
  readonly costMax: number;
}

/** A rule ready to run, or what is wrong with it. */
export interface CompiledRule {
  readonly rule: ValidationRule;
  readonly expression: CompiledExpression | undefined;
  readonly problem?: string;
  readonly message?: CompiledExpression;
  readonly messageProblem?: string;
  readonly usesOldSelf: boolean;
  /** Where failures are reported, below the value. */
  readonly fieldPath: string;
}

/**
 * Reads the rules of one schema.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/cel/compilation.go
 */
export function compileRules(
  rules: readonly ValidationRule[],
  schema: ObjectSchema,
  declared: DeclType,
): readonly CompiledRule[] {
  return rules.map((rule) => compileRule(rule, schema, declared));
}

function compileRule(rule: ValidationRule, schema: ObjectSchema, declared: DeclType): CompiledRule {
  const fieldPath = fieldPathOf(rule, schema);
  const nothing = { rule, fieldPath, usesOldSelf: false, expression: undefined };
  if (rule.rule.trim() === "") return nothing;
  const environment = withVariables(kubernetesEnvironment(), {
    self: declared.type,
    oldSelf: rule.optionalOldSelf === true ? optionalType(declared.type) : declared.type,
  });
  const compile = (source: string): CheckedExpression | string => {
    try {
      return checkExpression(source, environment);
    } catch (error) {
      if (error instanceof CelCompileError) return error.message;
      throw error;
    }
  };
  const finish = (checked: CheckedExpression): CompiledExpression => ({
    program: programOf(checked, environment),
    costMax: estimateCost(checked, (path) => sizeAt(declared, path)).max,
  });
  const checked = compile(rule.rule);
  if (typeof checked === "string") return { ...nothing, problem: `compilation failed: ${checked}` };
  if (checked.result.kind !== "bool")
    return { ...nothing, problem: "cel expression must evaluate to a bool" };
  const instantiation = constantProblem(checked, environment);
  if (instantiation !== undefined)
    return {
      ...nothing,
      usesOldSelf: checked.variables.has("oldSelf"),
      problem: `program instantiation failed: ${instantiation}`,
    };
  const compiled: CompiledRule = {
    rule,
    fieldPath,
    expression: finish(checked),
    usesOldSelf: checked.variables.has("oldSelf"),
  };
  if (rule.messageExpression === undefined || rule.messageExpression === "") return compiled;
  const message = compile(rule.messageExpression);
  if (typeof message === "string")
    return { ...compiled, messageProblem: `messageExpression compilation failed: ${message}` };
  if (message.result.kind !== "string")
    return { ...compiled, messageProblem: "messageExpression must evaluate to a string" };
  const inMessage = constantProblem(message, environment);
  if (inMessage !== undefined)
    return { ...compiled, messageProblem: `messageExpression instantiation failed: ${inMessage}` };
  return { ...compiled, message: finish(message) };
}

function fieldPathOf({ fieldPath }: ValidationRule, schema: ObjectSchema): string {
  if (fieldPath === undefined || fieldPath === "") return "";
  const found = findFieldPath(fieldPath, schema);
  return "problem" in found ? "" : found.text;
}
