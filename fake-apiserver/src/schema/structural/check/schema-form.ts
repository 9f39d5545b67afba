import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../../codec/json/plain-object.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "../../field-error.ts";
import { type Cardinality, childCardinality, type TotalCost } from "./rule-costs.ts";
import { ruleFormProblems, ruleProblems } from "./schema-rules.ts";

const types = ["array", "boolean", "integer", "number", "object", "string"];
const identityFields = new Set(["metadata", "kind", "apiVersion"]);

/** Problems of the schema, and of the expressions in it, which stand last. */
export interface FormProblems {
  readonly schema: readonly FieldError[];
  readonly rules: readonly FieldError[];
}

/** Where a schema stands. */
export interface FormScope {
  readonly isRoot: boolean;
  /** Why there may be no default here: `in top-level metadata`. */
  readonly noDefaults: string | undefined;
  readonly isInsideMetadata: boolean;
  readonly uncorrelatable: string | undefined;
  /** Absent: rules are not read, as below a combination. */
  readonly rules:
    | { readonly cardinality: Cardinality; readonly total: TotalCost; readonly allowsDear: boolean }
    | undefined;
}

/**
 * What is wrong with a schema as such.
 *
 * @see apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go
 *   (ValidateCustomResourceDefinitionOpenAPISchema)
 */
export function schemaFormProblems(schema: unknown, field: string, scope: FormScope): FormProblems {
  if (!isPlainObject(schema)) return { schema: [], rules: [] };
  const below = [...childProblems(schema, field, scope)];
  const own = [...supportProblems(schema, field, scope), ...combinationProblems(schema, field)];
  const schemaErrors = [
    ...own,
    ...below.flatMap((problems) => problems.schema),
    ...typeProblems(schema, field),
    ...listProblems(schema, field),
    ...keyProblems(schema, field),
    ...ruleFormProblems(schema, field),
  ];
  const ruleErrors = below.flatMap((problems) => problems.rules);
  const isReadable = schemaErrors.length === 0 && scope.rules !== undefined;
  if (!isReadable) return { schema: schemaErrors, rules: ruleErrors };
  const isResourceRoot = scope.isRoot || schema["x-kubernetes-embedded-resource"] === true;
  const { uncorrelatable } = scope;
  const expressionErrors = ruleProblems(schema, field, {
    ...scope.rules,
    isResourceRoot,
    uncorrelatable,
  });
  return { schema: schemaErrors, rules: [...ruleErrors, ...expressionErrors] };
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

const unsupported: readonly (readonly [name: string, isPresent: (value: unknown) => boolean])[] = [
  ["id", (value) => textOf(value) !== ""],
  ["additionalItems", isSet],
  ["patternProperties", (value) => Object.keys(objectOf(value)).length > 0],
  ["definitions", (value) => Object.keys(objectOf(value)).length > 0],
  ["dependencies", isSet],
  ["$ref", isSet],
];

function supportProblems(
  schema: PlainObject,
  field: string,
  { noDefaults, isInsideMetadata }: FormScope,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const type = textOf(schema["type"]);
  if (type !== "" && !types.includes(type)) errors.push(notSupported(`${field}.type`, type, types));
  if (isSet(schema["default"]) && noDefaults !== undefined)
    errors.push(forbidden(`${field}.default`, `must not be set ${noDefaults}`));
  for (const [name, isPresent] of unsupported)
    if (isPresent(schema[name]))
      errors.push(forbidden(`${field}.${name}`, `${name} is not supported`));
  if (type === "null")
    errors.push(
      forbidden(`${field}.type`, "type cannot be set to null, use nullable as an alternative"),
    );
  if (Array.isArray(schema["items"]) && schema["items"].length > 0)
    errors.push(forbidden(`${field}.items`, "items must be a schema object and not an array"));
  if (isInsideMetadata && schema["x-kubernetes-embedded-resource"] === true)
    errors.push(
      forbidden(
        `${field}.x-kubernetes-embedded-resource`,
        "must not be used inside of resource meta",
      ),
    );
  return errors;
}

function combinationProblems(schema: PlainObject, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (schema["uniqueItems"] === true)
    errors.push(
      forbidden(
        `${field}.uniqueItems`,
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
      ),
    );
  const additional = schema["additionalProperties"];
  const hasProperties = Object.keys(objectOf(schema["properties"])).length > 0;
  if (isSet(additional) && additional !== true && hasProperties)
    errors.push(
      forbidden(
        `${field}.additionalProperties`,
        "additionalProperties and properties are mutual exclusive",
      ),
    );
  return errors;
}

function* childProblems(
  schema: PlainObject,
  field: string,
  scope: FormScope,
): Generator<FormProblems> {
  const rules =
    scope.rules === undefined
      ? undefined
      : { ...scope.rules, cardinality: childCardinality(scope.rules.cardinality, schema) };
  const inner: FormScope = { ...scope, isRoot: false, rules };
  const additional = schema["additionalProperties"];
  if (isPlainObject(additional)) {
    const noDefaults = scope.isInsideMetadata
      ? "inside additionalProperties applying to object metadata"
      : scope.noDefaults;
    yield schemaFormProblems(additional, `${field}.additionalProperties`, { ...inner, noDefaults });
  }
  const isResource = scope.isRoot || schema["x-kubernetes-embedded-resource"] === true;
  // Of a map of a type that there is not nobody knows whether its members can be found again.
  const isKnownMap = ["granular", "atomic"].includes(
    textOf(schema["x-kubernetes-map-type"] ?? "atomic"),
  );
  const ofMembers = scope.uncorrelatable ?? (isKnownMap ? undefined : field);
  for (const [name, property] of Object.entries(objectOf(schema["properties"]))) {
    const isIdentity = isResource && identityFields.has(name);
    const noDefaults = isIdentity && scope.isRoot ? `in top-level ${name}` : scope.noDefaults;
    const isInsideMetadata = scope.isInsideMetadata || isIdentity;
    const child = { ...inner, noDefaults, isInsideMetadata, uncorrelatable: ofMembers };
    yield schemaFormProblems(property, `${field}.properties[${name}]`, child);
  }
  const bare: FormScope = { ...inner, rules: undefined };
  yield schemaFormProblems(schema["not"], `${field}.not`, bare);
  for (const name of ["allOf", "oneOf", "anyOf"])
    for (const [i, branch] of listOf(schema[name]).entries())
      yield schemaFormProblems(branch, `${field}.${name}[${i}]`, bare);
  for (const [name, branch] of Object.entries(objectOf(schema["definitions"])))
    yield schemaFormProblems(branch, `${field}.definitions[${name}]`, bare);
  const isMapList = schema["x-kubernetes-list-type"] === "map";
  const uncorrelatable = isMapList ? scope.uncorrelatable : (scope.uncorrelatable ?? field);
  yield schemaFormProblems(schema["items"], `${field}.items`, { ...inner, uncorrelatable });
}

function typeProblems(schema: PlainObject, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const type = textOf(schema["type"]);
  const mapType = schema["x-kubernetes-map-type"];
  const preserves = schema["x-kubernetes-preserve-unknown-fields"];
  if (preserves === false)
    errors.push(
      invalid(`${field}.x-kubernetes-preserve-unknown-fields`, false, "must be true or undefined"),
    );
  if (isSet(mapType) && type !== "object")
    errors.push(wrongType(field, type, "must be object if x-kubernetes-map-type is specified"));
  if (isSet(mapType) && mapType !== "atomic" && mapType !== "granular")
    errors.push(notSupported(`${field}.x-kubernetes-map-type`, mapType, ["atomic", "granular"]));
  return errors;
}

function wrongType(field: string, type: string, problem: string): FieldError {
  return type === "" ? required(`${field}.type`, problem) : invalid(`${field}.type`, type, problem);
}

const atomicInSet = "must be atomic as item of a list with x-kubernetes-list-type=set";

function listProblems(schema: PlainObject, field: string): readonly FieldError[] {
  const listType = schema["x-kubernetes-list-type"];
  const type = textOf(schema["type"]);
  const errors: FieldError[] = [];
  const items = objectOf(schema["items"]);
  const itemListType = items["x-kubernetes-list-type"];
  const itemMapType = items["x-kubernetes-map-type"];
  if (isSet(listType) && type !== "array")
    errors.push(wrongType(field, type, "must be array if x-kubernetes-list-type is specified"));
  else if (listType === "set" && items["type"] === "array") {
    if (isSet(itemListType) && itemListType !== "atomic")
      errors.push(invalid(`${field}.items.x-kubernetes-list-type`, itemListType, atomicInSet));
  } else if (listType === "set" && items["type"] === "object" && itemMapType !== "atomic")
    errors.push(invalid(`${field}.items.x-kubernetes-map-type`, itemListType ?? null, atomicInSet));
  if (isSet(listType) && listType !== "atomic" && listType !== "set" && listType !== "map")
    errors.push(
      notSupported(`${field}.x-kubernetes-list-type`, listType, ["atomic", "set", "map"]),
    );
  return errors;
}

function keyProblems(schema: PlainObject, field: string): readonly FieldError[] {
  const listType = schema["x-kubernetes-list-type"];
  const keys = listOf(schema["x-kubernetes-list-map-keys"]).map(textOf);
  const errors: FieldError[] = [];
  const mustBeMap = "must be map if x-kubernetes-list-map-keys is non-empty";
  if (keys.length > 0 && !isSet(listType))
    errors.push(required(`${field}.x-kubernetes-list-type`, mustBeMap));
  else if (keys.length > 0 && listType !== "map")
    errors.push(invalid(`${field}.x-kubernetes-list-type`, listType, mustBeMap));
  if (listType === "map") errors.push(...mapListProblems(schema, keys, field));
  errors.push(...itemProblems(schema, keys, field));
  return errors;
}

function mapListProblems(
  schema: PlainObject,
  keys: readonly string[],
  field: string,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const at = `${field}.x-kubernetes-list-map-keys`;
  if (keys.length === 0)
    errors.push(required(at, "must not be empty if x-kubernetes-list-type is map"));
  const { items } = schema;
  if (!isSet(items))
    errors.push(required(`${field}.items`, "must have a schema if x-kubernetes-list-type is map"));
  if (!isPlainObject(items)) return errors;
  if (items["type"] !== "object") {
    errors.push(
      invalid(
        `${field}.items.type`,
        textOf(items["type"]),
        "must be object if parent array's x-kubernetes-list-type is map",
      ),
    );
    return errors;
  }
  const properties = objectOf(items["properties"]);
  const seen = new Set<string>();
  for (const key of keys) {
    const type = objectOf(properties[key])["type"];
    if (properties[key] === undefined)
      errors.push(invalid(at, keys, "entries must all be names of item properties"));
    else if (type === "array" || type === "object")
      errors.push(
        invalid(
          `${field}.items.properties[${key}].type`,
          items["type"],
          "must be a scalar type if parent array's x-kubernetes-list-type is map",
        ),
      );
    if (seen.has(key)) errors.push(invalid(at, keys, "must not contain duplicate entries"));
    seen.add(key);
  }
  return errors;
}

/** Keys are always there, and items are never null. */
function itemProblems(
  schema: PlainObject,
  keys: readonly string[],
  field: string,
): readonly FieldError[] {
  const listType = schema["x-kubernetes-list-type"];
  const { items } = schema;
  if (!isPlainObject(items) || (listType !== "set" && listType !== "map")) return [];
  const errors: FieldError[] = [];
  if (items["nullable"] === true)
    errors.push(
      forbidden(
        `${field}.items.nullable`,
        `cannot be nullable when x-kubernetes-list-type is ${listType}`,
      ),
    );
  if (listType === "set") return errors;
  const alwaysThere = listOf(items["required"]);
  const properties = objectOf(items["properties"]);
  for (const key of keys) {
    const property = properties[key];
    if (!isPlainObject(property)) continue;
    const at = `${field}.items.properties[${key}]`;
    if (!alwaysThere.includes(key) && !isSet(property["default"]))
      errors.push(
        required(
          `${at}.default`,
          "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property",
        ),
      );
    if (property["nullable"] === true)
      errors.push(
        forbidden(
          `${at}.nullable`,
          "this property is in x-kubernetes-list-map-keys, so it cannot be nullable",
        ),
      );
  }
  return errors;
}
