import { isPlainObject, listOf, objectOf } from "../../codec/plain-object.ts";
import type { FieldError } from "../field-error.ts";
import { valueText } from "../field-error.ts";
import type { ObjectSchema } from "../object-schema.ts";
import type { ValidationRule } from "../structural-rules.ts";
import { type RuleCompiler, ruleCompilerFor } from "./cel-environment.ts";
import { toCelValue } from "./cel-value.ts";

const compilers = new WeakMap<ObjectSchema, RuleCompiler>();

/** The compiler of a schema's rules, made once. */
export function compilerOf(schema: ObjectSchema): RuleCompiler {
  let compiler = compilers.get(schema);
  if (compiler === undefined) {
    compiler = ruleCompilerFor(schema);
    compilers.set(schema, compiler);
  }
  return compiler;
}

/**
 * What CEL rules find wrong with a value. Rules that speak of `oldSelf` are asked only where there was a value before.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/cel/validation.go
 */
export function validateRules(
  value: unknown,
  old: unknown,
  schema: ObjectSchema | undefined,
  field: string,
): readonly FieldError[] {
  if (schema === undefined || value === undefined || value === null) return [];
  const own = (schema.rules?.validations ?? []).flatMap((rule) =>
    evaluate(rule, { value, old, schema, field }),
  );
  if (Array.isArray(value)) {
    const before = oldItems(old, schema);
    return [
      ...own,
      ...value.flatMap((item, index) =>
        validateRules(item, before(item), schema.elements, `${field}[${index}]`),
      ),
    ];
  }
  if (!isPlainObject(value)) return own;
  const before = objectOf(old);
  const members = Object.keys(value)
    .sort()
    .flatMap((name) => {
      const child = schema.fields?.get(name)?.schema ?? schema.elements;
      const place =
        schema.fields === undefined
          ? `${field}[${name}]`
          : field === ""
            ? name
            : `${field}.${name}`;
      return validateRules(value[name], before[name], child, place);
    });
  return [...own, ...members];
}

interface Evaluation {
  readonly value: unknown;
  readonly old: unknown;
  readonly schema: ObjectSchema;
  readonly field: string;
}

function evaluate(
  rule: ValidationRule,
  { value, old, schema, field }: Evaluation,
): readonly FieldError[] {
  const isTransition = /\boldSelf\b/.test(rule.rule);
  if (isTransition && (old === undefined || old === null)) return [];
  const variables = {
    self: toCelValue(value, schema),
    ...(isTransition ? { oldSelf: toCelValue(old, schema) } : {}),
  };
  const place = `${field}${rule.fieldPath ?? ""}`.replace(/^\./, "");
  try {
    if (compilerOf(schema).compile(rule.rule)(variables) === true) return [];
    return [failure(rule, place, value, messageOf(rule, schema, variables))];
  } catch (error) {
    const problem = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return [
      failure(
        { rule: rule.rule },
        place,
        value,
        `${problem} evaluating rule: ${rule.message ?? rule.rule}`,
      ),
    ];
  }
}

function messageOf(
  rule: ValidationRule,
  schema: ObjectSchema,
  variables: { readonly self: unknown; readonly oldSelf?: unknown },
): string {
  if (rule.messageExpression !== undefined && rule.messageExpression !== "") {
    const text = compilerOf(schema).compile(rule.messageExpression)(variables);
    if (typeof text === "string" && text.trim() !== "") return text.trim();
  }
  return rule.message === undefined || rule.message === ""
    ? `failed rule: ${rule.rule}`
    : rule.message;
}

/** Values that are no scalars are left out of the text. */
function failure(rule: ValidationRule, field: string, value: unknown, detail: string): FieldError {
  const isScalar = typeof value !== "object" || value === null;
  switch (rule.reason) {
    case "FieldValueRequired":
      return { reason: "FieldValueRequired", message: `Required value: ${detail}`, field };
    case "FieldValueForbidden":
      return { reason: "FieldValueForbidden", message: `Forbidden: ${detail}`, field };
    case "FieldValueDuplicate":
      return {
        reason: "FieldValueDuplicate",
        message: `Duplicate value: ${isScalar ? valueText(value) : detail}`,
        field,
      };
    default:
      return {
        reason: "FieldValueInvalid",
        message: `Invalid value: ${isScalar ? `${valueText(value)}: ` : ""}${detail}`,
        field,
      };
  }
}

/** What an item was before: only lists with keys can tell. */
function oldItems(old: unknown, schema: ObjectSchema): (item: unknown) => unknown {
  if (schema.relationship !== "associative") return () => undefined;
  const keyOf = (item: unknown): string =>
    JSON.stringify((schema.listMapKeys ?? []).map((name) => objectOf(item)[name] ?? null));
  const before = new Map(listOf(old).map((item) => [keyOf(item), item]));
  return (item) => before.get(keyOf(item));
}
