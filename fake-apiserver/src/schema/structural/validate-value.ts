import { type Json, printJson } from "@informerlab/core";
import { isWhole } from "../../codec/json/kept-number.ts";
import {
  canonicalText,
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
} from "../../codec/json/plain-object.ts";
import {
  type FieldError,
  invalid,
  notSupported,
  required,
  tooMany,
  typeInvalid,
} from "../field-error.ts";
import type { ObjectSchema } from "../object-schema.ts";
import { Correlation } from "./correlation.ts";
import { isKnownFormat } from "./formats.ts";
import { identityFields } from "./prune.ts";
import { structuralSchema } from "./to-object-schema.ts";
import { numberProblems, textProblems } from "./validate-scalars.ts";
import type { ValuePlace } from "./value-place.ts";

/**
 * What is wrong with a value by its schema, in the words of the validator that the real server uses. Properties are
 * visited in order of their names. With an old value, what was wrong already and has not changed is let through.
 *
 * @see kube-openapi pkg/validation/validate, apiextensions-apiserver pkg/apiserver/validation/ratcheting.go
 */
export function validateValue(
  value: unknown,
  schema: ObjectSchema,
  place: ValuePlace,
  before?: { readonly value: unknown },
): readonly FieldError[] {
  if (value === undefined) return [];
  const correlation =
    before === undefined ? undefined : new Correlation(value, before.value, schema);
  const { errors } = judge(value, schema, place, correlation);
  return errors.length < 2 ? errors : eachOnce(errors);
}

/** What several branches say alike is said once. */
function eachOnce(errors: readonly FieldError[]): readonly FieldError[] {
  const said = new Set<string>();
  return errors.filter((error) => {
    const text = JSON.stringify(error);
    return !said.has(text) && said.add(text);
  });
}

/** What is wrong, and how many of the checks were passed: of several schemas, the one with the most is quoted. */
interface Judgement {
  readonly errors: readonly FieldError[];
  readonly passed: number;
}

const nothingWrong: Judgement = { errors: [], passed: 0 };

function together(judgements: readonly Judgement[], more = 0): Judgement {
  return {
    errors: judgements.flatMap(({ errors }) => errors),
    passed: judgements.reduce((sum, { passed }) => sum + passed, more),
  };
}

function judge(
  value: unknown,
  schema: ObjectSchema,
  place: ValuePlace,
  correlation: Correlation | undefined,
): Judgement {
  const judgement = judgeNode(value, schema, place, correlation);
  const isRatcheted = judgement.errors.length > 0 && correlation?.isUnchanged === true;
  if (!isRatcheted) return judgement;
  return { ...judgement, errors: judgement.errors.filter(({ field }) => isOwnType(field)) };
}

/** Version and kind of the whole object are those of the endpoint, old and new: nobody sees that they changed. */
function isOwnType(field: string): boolean {
  return field === "apiVersion" || field === "kind";
}

function judgeNode(
  value: unknown,
  schema: ObjectSchema,
  place: ValuePlace,
  correlation: Correlation | undefined,
): Judgement {
  if (value === null) return judgeNull(schema, place);
  const type = judgeType(value, schema, place);
  const parts = [type, judgeCombinations(value, schema, place, correlation)];
  if (typeof value === "string")
    parts.push({ errors: textProblems(value, schema, place), passed: 1 });
  if (typeof value === "number" || typeof value === "bigint")
    parts.push({ errors: numberProblems(value, schema, place), passed: 2 });
  if (Array.isArray(value)) parts.push(judgeList(value, schema, place, correlation));
  parts.push(judgeEnum(value, schema, place));
  if (isPlainObject(value)) parts.push(judgeMembers(value, schema, place, correlation));
  return together(parts, 1);
}

function judgeNull(schema: ObjectSchema, place: ValuePlace): Judgement {
  const types = typesOf(schema, place);
  if (types.length === 0 || schema.isNullable === true) return { errors: [], passed: 1 };
  return { errors: [wrongType(types.join(","), "null", place)], passed: 0 };
}

function at(place: ValuePlace, part: string): ValuePlace {
  const join = (text: string): string =>
    part.startsWith("[") || text === "" ? `${text}${part}` : `${text}.${part}`;
  const name = join(place.name);
  // Names begin below the root, and are set behind it as the name of a member is.
  const field = place.root === "" ? name : `${place.root}.${name.replace(/^\./, "")}`;
  return { ...place, field, name };
}

/** @see kube-openapi pkg/validation/validate/type.go */
function judgeType(value: unknown, schema: ObjectSchema, place: ValuePlace): Judgement {
  const types = typesOf(schema, place);
  const format = formatIn(schema, place);
  if (types.length === 0 && format === "") return nothingWrong;
  const actual = jsonType(value);
  const isNumber = types.includes("number") || types.includes("integer");
  const isTextOrList = typeof value === "string" || Array.isArray(value);
  const fits =
    types.includes(actual) ||
    (types.includes("integer") && isWhole(value)) ||
    (types.includes("number") && actual === "integer");
  const refuse = (wanted: string, is: string): Judgement => ({
    errors: [wrongType(wanted, is, place)],
    passed: 1,
  });
  if (format !== "" && !isTextOrList && !fits && format !== formatOf(value))
    return refuse(format, formatOf(value));
  // Of a list, as of a text, only the format is asked.
  if (format !== "" && isTextOrList && !isNumber) return { errors: [], passed: 2 };
  return fits ? { errors: [], passed: 2 } : refuse(types.join(","), actual);
}

/** The types that a value may have; none: any. */
function typesOf({ type, goType }: ObjectSchema, { isDefault }: ValuePlace): readonly string[] {
  if (type === "int-or-string" && isDefault !== true) return ["integer", "string"];
  if (goType === "") return [];
  return isDefault === true || jsonTypes.has(goType)
    ? [goType]
    : [jsonTypeOfKind[type] ?? []].flat();
}

const jsonTypes: ReadonlySet<string> = new Set([
  "object",
  "array",
  "string",
  "boolean",
  "number",
  "integer",
]);
/** Of metadata, whose types are Go's: a schema that declares it says no more than the type of it all. */
const jsonTypeOfKind: Partial<Record<ObjectSchema["type"], string>> = {
  struct: "object",
  map: "object",
  list: "array",
  string: "string",
  boolean: "boolean",
  number: "number",
  integer: "integer",
};

/** The format that is asked: of a value that is sent, only one that the server knows. */
function formatIn({ format = "" }: ObjectSchema, { isDefault }: ValuePlace): string {
  return isDefault === true || isKnownFormat(format) ? format : "";
}

function wrongType(wanted: string, is: string, { field, name }: ValuePlace): FieldError {
  const shown = JSON.stringify(is);
  return typeInvalid(field, is, `${name} in body must be of type ${wanted}: ${shown}`);
}

/** The format that a value has by itself. */
function formatOf(value: unknown): string {
  if (isWhole(value)) return "int64";
  return typeof value === "number" ? "float64" : "";
}

function jsonType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return isWhole(value) ? "integer" : typeof value;
}

function judgeEnum(value: unknown, { rules = {} }: ObjectSchema, place: ValuePlace): Judgement {
  if (rules.enum === undefined || rules.enum.length === 0) return { errors: [], passed: 1 };
  if (textsOf(rules.enum).has(canonicalText(value))) return { errors: [], passed: 1 };
  return {
    errors: [notSupported(place.field, value, rules.enum.map(enumText))],
    passed: 1,
  };
}

const textsOfEnums = new WeakMap<readonly Json[], ReadonlySet<string>>();

/** The values of an enumeration, each as the text that only equal values share. */
function textsOf(values: readonly Json[]): ReadonlySet<string> {
  const known = textsOfEnums.get(values);
  if (known !== undefined) return known;
  const texts = new Set(values.map(canonicalText));
  textsOfEnums.set(values, texts);
  return texts;
}

function enumText(item: Json): string {
  return typeof item === "string" ? item : printJson(item);
}

function judgeList(
  items: readonly unknown[],
  schema: ObjectSchema,
  place: ValuePlace,
  correlation: Correlation | undefined,
): Judgement {
  const { maxItems, minItems } = schema.rules ?? {};
  const { elements } = schema;
  const below =
    elements === undefined
      ? []
      : items.map((item, i) => judge(item, elements, at(place, `[${i}]`), correlation?.index(i)));
  const errors = countProblems(items.length, { min: minItems, max: maxItems, of: "items" }, place);
  return together([...below, { errors, passed: 0 }], 2);
}

/** Of lists and maps: too few, too many. */
function countProblems(
  count: number,
  {
    min,
    max,
    of,
  }: {
    readonly min: number | undefined;
    readonly max: number | undefined;
    readonly of: "items" | "properties";
  },
  { field, name }: ValuePlace,
): FieldError[] {
  const errors: FieldError[] = [];
  if (min !== undefined && count < min)
    errors.push(invalid(field, count, `${name} in body should have at least ${min} ${of}`));
  if (max !== undefined && count > max) errors.push(tooMany(field, count, max));
  return errors;
}

function judgeMembers(
  value: PlainObject,
  schema: ObjectSchema,
  place: ValuePlace,
  correlation: Correlation | undefined,
): Judgement {
  const { minProperties, maxProperties, required: names } = schema.rules ?? {};
  const keys = Object.keys(value).sort();
  const bounds = { min: minProperties, max: maxProperties, of: "properties" } as const;
  const counts = countProblems(keys.length, bounds, place);
  const below = keys.map((name) => {
    const child =
      schema.fields?.get(name)?.schema ?? (schema.type === "map" ? schema.elements : undefined);
    // Identity of which the schema says nothing is typed already, and checked by its own rules.
    const isTyped = child?.rules === undefined && identityFields.has(name);
    if (child === undefined && schema.rules?.isClosed === true)
      return { errors: [forbiddenName(name, place)], passed: 0 };
    if (child === undefined || isTyped) return nothingWrong;
    const isMember = schema.fields?.has(name) !== true;
    // What a map has alone is named behind a dot, even where the name begins with it.
    const below = at(place, isMember && place.name === "" && place.root !== "" ? `.${name}` : name);
    return judge(
      value[name],
      child,
      below,
      isOwnType(below.field) ? undefined : correlation?.key(name),
    );
  });
  const missing = listOf(names).flatMap((name) =>
    typeof name === "string" && value[name] === undefined ? [required(at(place, name).field)] : [],
  );
  return together([{ errors: counts, passed: 0 }, ...below, { errors: missing, passed: 0 }], 1);
}

function forbiddenName(name: string, { field, name: at }: ValuePlace): FieldError {
  return invalid(field, name, `${at}.${name} in body is a forbidden property`);
}

/** `allOf`, `anyOf`, `oneOf` and `not`, which add rules but no shape. */
function judgeCombinations(
  value: unknown,
  { rules = {} }: ObjectSchema,
  place: ValuePlace,
  correlation: Correlation | undefined,
): Judgement {
  const { allOf = [], anyOf = [], oneOf = [], not } = rules;
  const refusal = (problem: string): Judgement => ({
    errors: [
      invalid(
        place.root === "" ? "<nil>" : place.root,
        "",
        `${JSON.stringify(place.name)} ${problem}`,
      ),
    ],
    passed: 0,
  });
  const ask = (schema: Json): Judgement => judgeNode(value, branchOf(schema), place, correlation);
  const parts: Judgement[] = [];
  if (anyOf.length > 0) {
    const all = anyOf.map(ask);
    const success = all.find(isValid);
    if (success === undefined)
      parts.push(refusal("must validate at least one schema (anyOf)"), best(all));
    else parts.push(success);
  }
  if (oneOf.length > 0) {
    const all = oneOf.map(ask);
    const valid = all.filter(isValid);
    if (valid.length === 1) parts.push(valid[0] as Judgement);
    else {
      const found =
        valid.length === 0 ? "Found none valid" : `Found ${valid.length} valid alternatives`;
      parts.push(refusal(`must validate one and only one schema (oneOf). ${found}`));
      if (valid.length === 0) parts.push(best(all));
    }
  }
  const all = allOf.map(ask);
  parts.push(...all);
  if (!all.every(isValid)) {
    const none = all.some(isValid) ? "" : ". None validated";
    parts.push(refusal(`must validate all the schemas (allOf)${none}`));
  }
  if (not !== undefined && isValid(ask(not)))
    parts.push(refusal("must not validate the schema (not)"));
  return together(parts, 2);
}

function isValid({ errors }: Judgement): boolean {
  return errors.length === 0;
}

/** Of several failures the one that came furthest, and of those the first. */
function best(judgements: readonly Judgement[]): Judgement {
  return judgements.reduce((best, each) => (each.passed > best.passed ? each : best));
}

const branches = new WeakMap<object, ObjectSchema>();

/** Schemas below a combination say no types: what has properties is an object. */
function branchOf(node: Json): ObjectSchema {
  const plain = objectOf(node);
  let schema = branches.get(plain);
  if (schema === undefined) {
    const base = structuralSchema(plain);
    const items = plain["items"];
    schema = {
      ...base,
      ...(base.type === "any"
        ? { fields: structuralSchema({ ...plain, type: "object" }).fields ?? new Map() }
        : {}),
      ...(base.type === "any" && isPlainObject(items) ? { elements: branchOf(items as Json) } : {}),
    };
    branches.set(plain, schema);
  }
  return schema;
}
