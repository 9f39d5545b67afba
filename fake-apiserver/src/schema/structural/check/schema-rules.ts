import { listOf, objectOf, type PlainObject, textOf } from "../../../codec/json/plain-object.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "../../field-error.ts";
import type { ValidationRule } from "../../structural-rules.ts";
import { cardinalityMax, declTypeOf } from "../decl-type.ts";
import { findWrittenPath } from "../field-path.ts";
import { type CompiledRule, compileRules } from "../rule-compiler.ts";
import { structuralSchema } from "../to-object-schema.ts";
import { type Cardinality, costProblem, expressionCostMax, type TotalCost } from "./rule-costs.ts";
import { unreadableProblem } from "./unreadable-schema.ts";

const reasons = [
  "FieldValueDuplicate",
  "FieldValueForbidden",
  "FieldValueInvalid",
  "FieldValueRequired",
];

function rulesOf(schema: PlainObject): readonly ValidationRule[] {
  return listOf(schema["x-kubernetes-validations"]).map((rule) => ({
    rule: "",
    ...objectOf(rule),
  }));
}

/** What is wrong with how rules are written, before they are read. */
export function ruleFormProblems(schema: PlainObject, field: string): readonly FieldError[] {
  const rules = rulesOf(schema);
  if (rules.length === 0) return [];
  // Nobody can say where a path leads in what cannot be read.
  const leadsSomewhere = (path: string): boolean =>
    unreadableProblem(schema) !== undefined || !("problem" in findWrittenPath(path, schema));
  return rules.flatMap((rule, i) => {
    const at = `${field}.x-kubernetes-validations[${i}]`;
    return [
      ...textProblems(rule, at),
      ...reasonProblems(rule, at),
      ...pathProblems(rule, at, leadsSomewhere),
    ];
  });
}

const hasNewline = (text: string): boolean => /[\n\r]/.test(text);

function textProblems(rule: ValidationRule, at: string): readonly FieldError[] {
  const { message = "", messageExpression = "" } = rule;
  const errors: FieldError[] = [];
  if (textOf(rule.rule).trim() === "") errors.push(required(`${at}.rule`, "rule is not specified"));
  else if (message !== "" && message.trim() === "")
    errors.push(invalid(`${at}.message`, message, "must be non-empty if specified"));
  else if (hasNewline(message.trim()))
    errors.push(invalid(`${at}.message`, message, "must not contain line breaks"));
  else if (hasNewline(rule.rule.trim()) && message.trim() === "")
    errors.push(
      required(`${at}.message`, "message must be specified if rule contains line breaks"),
    );
  if (messageExpression !== "" && messageExpression.trim() === "")
    errors.push(
      required(`${at}.messageExpression`, "messageExpression must be non-empty if specified"),
    );
  return errors;
}

function reasonProblems({ reason }: ValidationRule, at: string): readonly FieldError[] {
  if (reason === undefined || reason === null || reasons.includes(reason)) return [];
  return [notSupported(`${at}.reason`, reason, reasons)];
}

function pathProblems(
  { fieldPath = "" }: ValidationRule,
  at: string,
  leadsSomewhere: (path: string) => boolean,
): readonly FieldError[] {
  if (fieldPath === "") return [];
  const refuse = (problem: string): FieldError => invalid(`${at}.fieldPath`, fieldPath, problem);
  return [
    ...(fieldPath.trim() === "" ? [refuse("must be non-empty if specified")] : []),
    ...(hasNewline(fieldPath) ? [refuse("must not contain line breaks")] : []),
    ...(leadsSomewhere(fieldPath) ? [] : [refuse("must be a valid path")]),
  ];
}

/** Where rules stand, for what they may say and cost. */
export interface RuleScope {
  readonly isResourceRoot: boolean;
  readonly cardinality: Cardinality;
  readonly total: TotalCost;
  /** The list whose items cannot be told apart, in which they stand. */
  readonly uncorrelatable: string | undefined;
  /** The schema was accepted before, so that a single rule may be dearer than today. */
  readonly allowsDear: boolean;
}

/** What is wrong with the expressions of rules: what they say, and what they cost. */
export function ruleProblems(
  schema: PlainObject,
  field: string,
  scope: RuleScope,
): readonly FieldError[] {
  const rules = rulesOf(schema);
  if (rules.length === 0) return [];
  const structural = structuralSchema(schema);
  const declared = declTypeOf(structural, {
    isResourceRoot: scope.isResourceRoot,
    name: "selfType",
  });
  if (declared === undefined) {
    return [
      {
        reason: "InternalError",
        message:
          "Internal error: internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations",
        field: `${field}.x-kubernetes-validations`,
      },
    ];
  }
  const times = scope.cardinality ?? cardinalityMax(declared);
  return compileRules(rules, structural, declared).flatMap((compiled, i) =>
    compiledProblems(compiled, `${field}.x-kubernetes-validations[${i}]`, times, scope),
  );
}

function compiledProblems(
  compiled: CompiledRule,
  at: string,
  times: number,
  { total, allowsDear, uncorrelatable }: RuleScope,
): readonly FieldError[] {
  const { rule, expression, message, problem, messageProblem } = compiled;
  const errors: FieldError[] = [];
  const judge = (part: string, what: string, cost: number): void => {
    if (!allowsDear && cost > expressionCostMax)
      errors.push(forbidden(`${at}.${part}`, costProblem(what, cost, expressionCostMax)));
    total.observe(`${at}.${part}`, cost);
  };
  judge("rule", "estimated rule cost", Math.min(2 ** 64, (expression?.costMax ?? 0) * times));
  if (problem !== undefined) errors.push(invalid(`${at}.rule`, internalRule(rule), problem));
  if (messageProblem !== undefined)
    errors.push(invalid(`${at}.messageExpression`, internalRule(rule), messageProblem));
  else if (message !== undefined)
    judge("messageExpression", "estimated messageExpression cost", message.costMax);
  if (compiled.usesOldSelf && uncorrelatable !== undefined)
    errors.push(
      invalid(
        `${at}.rule`,
        rule.rule,
        `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`,
      ),
    );
  else if (!compiled.usesOldSelf && typeof rule.optionalOldSelf === "boolean")
    errors.push(
      invalid(
        `${at}.optionalOldSelf`,
        rule.optionalOldSelf,
        "may not be set if oldSelf is not used in rule",
      ),
    );
  return errors;
}

/** A rule as the server holds it inside, which is how errors show it. */
export function internalRule(rule: ValidationRule): PlainObject {
  return {
    Rule: rule.rule,
    Message: rule.message ?? "",
    MessageExpression: rule.messageExpression ?? "",
    Reason: rule.reason ?? null,
    FieldPath: rule.fieldPath ?? "",
    OptionalOldSelf: rule.optionalOldSelf ?? null,
  };
}
