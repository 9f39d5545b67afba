import { CelCostError } from "../../cel/evaluate/evaluation.ts";
import { CelEvaluationError, type CelValue, Optional } from "../../cel/values/cel-value.ts";
import { utf8Length } from "../../codec/bytes/base64.ts";
import { isPlainObject, objectOf } from "../../codec/json/plain-object.ts";
import { type FieldError, invalid, valueText } from "../field-error.ts";
import type { ObjectSchema } from "../object-schema.ts";
import type { ValidationRule } from "../structural-rules.ts";
import { Correlation, itemKey, itemsByKey } from "./correlation.ts";
import { type DeclType, declTypeOf } from "./decl-type.ts";
import { type CompiledRule, compileRules } from "./rule-compiler.ts";
import { toRuleValue } from "./rule-values.ts";

const objectBudget = 10_000_000;
const callBudget = 1_000_000;
const messageBytesMax = 5 * 1024;

/** A value to be asked about, and what it was before. */
export interface RuleSubject {
  readonly value: unknown;
  /** Undefined where there was nothing before, or nobody knows which it was. */
  readonly old: unknown;
  readonly schema: ObjectSchema;
  readonly field: string;
  readonly isResourceRoot: boolean;
}

/** What rules come to. */
interface RuleFindings {
  readonly errors: readonly FieldError[];
  /** Failures that were there before, and stay allowed. */
  readonly warnings: readonly string[];
}

/**
 * What the rules of a custom resource find wrong. Rules that speak of `oldSelf` are asked only where there was a value before;
 * what failed already and has not changed is let through, with a warning.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/cel/validation.go
 */
export function validateRules(
  subject: RuleSubject,
  { ratchets }: { readonly ratchets: boolean },
): RuleFindings {
  const run = new RuleRun();
  const { value, old, schema } = subject;
  const own = ratchets ? new Correlation(value, old, schema) : undefined;
  run.validate(subject, nodeOf(schema, subject.isResourceRoot), { own, nearest: undefined });
  return run;
}

/** Objects of another kind may be anything: their rules are asked of what can be read. */
function readableValue(
  value: unknown,
  schema: ObjectSchema,
  declared: DeclType | undefined,
): CelValue | undefined {
  try {
    return toRuleValue(value, schema, declared);
  } catch (error) {
    if (error instanceof CelEvaluationError) return undefined;
    throw error;
  }
}

/** One schema with its rules, made once; undefined where neither it nor what is below has any. */
interface RuleNode {
  readonly declared: DeclType | undefined;
  readonly rules: readonly CompiledRule[];
  readonly fields: ReadonlyMap<string, RuleNode>;
  readonly element: RuleNode | undefined;
}

const nodes = new WeakMap<ObjectSchema, { readonly node: RuleNode | undefined }>();

function nodeOf(schema: ObjectSchema, isResourceRoot: boolean): RuleNode | undefined {
  let known = nodes.get(schema);
  if (known === undefined) {
    const declared = hasRules(schema)
      ? declTypeOf(schema, { isResourceRoot, name: "selfType" })
      : undefined;
    known = { node: declared === undefined ? undefined : makeNode(schema, declared) };
    nodes.set(schema, known);
  }
  return known.node;
}

function makeNode(schema: ObjectSchema, declared: DeclType): RuleNode {
  const fields = new Map<string, RuleNode>();
  for (const { name, schema: child, presence } of schema.fields?.values() ?? []) {
    if (presence !== "as-sent" || !hasRules(child)) continue;
    const node = nodeOf(child, child.isEmbeddedResource === true);
    if (node !== undefined) fields.set(name, node);
  }
  const { elements } = schema;
  const element =
    elements === undefined ? undefined : nodeOf(elements, elements.isEmbeddedResource === true);
  return {
    declared,
    rules: compileRules(schema.rules?.validations ?? [], schema, declared),
    fields,
    element,
  };
}

const withRules = new WeakMap<ObjectSchema, boolean>();

/** Whether a schema has rules anywhere. */
export function hasRules(schema: ObjectSchema): boolean {
  let known = withRules.get(schema);
  if (known === undefined) {
    known =
      (schema.rules?.validations ?? []).length > 0 ||
      (schema.elements !== undefined && hasRules(schema.elements)) ||
      [...(schema.fields?.values() ?? [])].some(
        ({ presence, schema: child }) => presence === "as-sent" && hasRules(child),
      );
    withRules.set(schema, known);
  }
  return known;
}

/** The value beside its old one, or else the closest that holds it and has one. */
interface Ratchet {
  readonly own: Correlation | undefined;
  readonly nearest: Correlation | undefined;
}

function isUnchanged({ own, nearest }: Ratchet): boolean {
  return (own ?? nearest)?.isUnchanged ?? false;
}

/** The members of an identity are never let through. */
function memberRatchet({ own, nearest }: Ratchet, name: string): Ratchet {
  if (own === undefined) return { own, nearest };
  if (nearest === undefined && (name === "apiVersion" || name === "kind"))
    return { own: undefined, nearest: undefined };
  return { own: own.key(name), nearest: own };
}

function itemRatchet({ own, nearest }: Ratchet, at: number): Ratchet {
  return own === undefined ? { own, nearest } : { own: own.index(at), nearest: own };
}

/** One object with its budget. */
class RuleRun implements RuleFindings {
  readonly errors: FieldError[] = [];
  readonly warnings: string[] = [];
  #budget = objectBudget;

  validate(subject: RuleSubject, node: RuleNode | undefined, ratchet: Ratchet): void {
    const { value } = subject;
    if (node === undefined || value === undefined || value === null || this.#isSpent) return;
    if (node.rules.length > 0) this.#ownRules(subject, node, ratchet);
    if (Array.isArray(value)) this.#items(subject, value, node, ratchet);
    else if (isPlainObject(value)) this.#members(subject, node, ratchet);
  }

  get #isSpent(): boolean {
    return this.#budget < 0;
  }

  #items(
    { old, schema, field }: RuleSubject,
    items: readonly unknown[],
    { element }: RuleNode,
    ratchet: Ratchet,
  ): void {
    if (element === undefined || schema.elements === undefined) return;
    const isKeyed = schema.relationship === "associative";
    const before = isKeyed ? itemsByKey(old, schema) : undefined;
    for (const [i, value] of items.entries()) {
      const subject = {
        value,
        old: before?.get(itemKey(value, schema)),
        schema: schema.elements,
        field: `${field}[${i}]`,
        isResourceRoot: false,
      };
      this.validate(subject, element, itemRatchet(ratchet, i));
    }
  }

  #members({ value, old, schema, field }: RuleSubject, node: RuleNode, ratchet: Ratchet): void {
    const members = objectOf(value);
    const before = objectOf(old);
    for (const name of Object.keys(members).sort()) {
      const child = schema.fields?.get(name)?.schema;
      const place =
        child === undefined ? `${field}[${name}]` : field === "" ? name : `${field}.${name}`;
      const childSchema = child ?? schema.elements;
      if (childSchema === undefined) continue;
      const subject = {
        value: members[name],
        old: before[name],
        schema: childSchema,
        field: place,
        isResourceRoot: false,
      };
      const childNode = child === undefined ? node.element : node.fields.get(name);
      this.validate(subject, childNode, memberRatchet(ratchet, name));
    }
  }

  #ownRules(subject: RuleSubject, node: RuleNode, ratchet: Ratchet): void {
    const { value, schema, field } = subject;
    if (this.#budget <= 0) {
      this.#spend(subject);
      return;
    }
    const self = readableValue(value, schema, node.declared);
    if (self === undefined) return;
    const hasOld = subject.old !== undefined && subject.old !== null;
    const usesOld = hasOld && node.rules.some((rule) => rule.usesOldSelf);
    const oldSelf = usesOld ? toRuleValue(subject.old, schema, node.declared) : undefined;
    for (const compiled of node.rules) {
      if (compiled.problem !== undefined) {
        this.errors.push(invalid(field, schema.goType, `rule compile error: ${compiled.problem}`));
        continue;
      }
      const isOptional = compiled.rule.optionalOldSelf === true;
      if (compiled.usesOldSelf && !hasOld && !isOptional) continue;
      const variables = (name: string): CelValue | undefined => {
        if (name === "self") return self;
        return isOptional ? new Optional(oldSelf) : oldSelf;
      };
      if (!this.#ask(compiled, subject, variables, ratchet)) return;
    }
  }

  #spend({ schema, field }: RuleSubject): void {
    this.errors.push(
      invalid(
        field,
        schema.goType,
        "validation failed due to running out of cost budget, no further validation rules will be run",
      ),
    );
    this.#budget = -1;
  }

  /** Asks one rule; false when no more are to be asked. */
  #ask(
    compiled: CompiledRule,
    subject: RuleSubject,
    variables: (name: string) => CelValue | undefined,
    ratchet: Ratchet,
  ): boolean {
    const { field, schema } = subject;
    if (compiled.expression === undefined) return true;
    const { value, cost } = compiled.expression.program.run(variables, callBudget);
    if (cost > this.#budget) {
      this.#spend(subject);
      return false;
    }
    this.#budget -= cost;
    if (value === true) return true;
    if (value instanceof Error) {
      this.errors.push(invalid(field, schema.goType, errorText(value, compiled.rule)));
      if (value instanceof CelCostError) this.#budget = -1;
      return !(value instanceof CelCostError);
    }
    const place = joined(field, compiled.fieldPath);
    const add = (error: FieldError): void => {
      if (!compiled.usesOldSelf && isUnchanged(ratchet))
        this.warnings.push(`${error.field}: ${error.message}`);
      else this.errors.push(error);
    };
    const detail = this.#message(compiled, variables);
    if (typeof detail !== "string") {
      add(invalid(place, schema.goType, detail.problem));
      this.#budget = -1;
      return false;
    }
    add(failure(compiled.rule, place, subject, detail));
    return true;
  }

  #message(
    { message, rule }: CompiledRule,
    variables: (name: string) => CelValue | undefined,
  ): string | { readonly problem: string } {
    if (message === undefined) return messageOrDefault(rule);
    const { value, cost } = message.program.run(variables, callBudget);
    if (cost > this.#budget) {
      return {
        problem:
          "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run",
      };
    }
    if (value instanceof CelCostError) {
      return {
        problem: `no further validation rules will be run due to call cost exceeds limit for messageExpression: ${JSON.stringify(rule.messageExpression)}`,
      };
    }
    this.#budget -= cost;
    const text = typeof value === "string" ? value.trim() : "";
    const isTooLong = utf8Length(text) > messageBytesMax;
    return text === "" || isTooLong || text.includes("\n") ? messageOrDefault(rule) : text;
  }
}

function joined(field: string, path: string): string {
  if (path === "" || field === "") return field + path;
  return path.startsWith("[") ? field + path : `${field}.${path}`;
}

function messageOrDefault(rule: ValidationRule): string {
  const message = rule.message ?? "";
  return message === "" ? `failed rule: ${rule.rule.trim()}` : message.trim();
}

function ruleText({ message = "", rule }: ValidationRule): string {
  return message === "" ? rule.trim() : message.trim();
}

function errorText(error: Error, rule: ValidationRule): string {
  const { message } = error;
  if (error instanceof CelCostError)
    return `'${message}': no further validation rules will be run due to call cost exceeds limit for rule: ${ruleText(rule)}`;
  if (message.startsWith("no such overload"))
    return `'${message}': call arguments did not match a supported operator, function or macro signature for rule: ${ruleText(rule)}`;
  return `${message} evaluating rule: ${ruleText(rule)}`;
}

/** Values that are no scalars are left out of the text. */
function failure(
  rule: ValidationRule,
  field: string,
  { value, schema }: RuleSubject,
  detail: string,
): FieldError {
  const isOmitted = schema.goType === "object" || schema.goType === "array";
  switch (rule.reason) {
    case "FieldValueRequired":
      return { reason: "FieldValueRequired", message: `Required value: ${detail}`, field };
    case "FieldValueForbidden":
      return { reason: "FieldValueForbidden", message: `Forbidden: ${detail}`, field };
    case "FieldValueDuplicate":
      return {
        reason: "FieldValueDuplicate",
        message: isOmitted ? "Duplicate value" : `Duplicate value: ${valueText(value)}`,
        field,
      };
    default:
      return isOmitted
        ? { reason: "FieldValueInvalid", message: `Invalid value: ${detail}`, field }
        : invalid(field, value, detail);
  }
}
