import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../codec/plain-object.ts";
import { type FieldError, forbidden, invalid, required } from "../field-error.ts";
import type { ValidationRule } from "../structural-rules.ts";
import { structuralSchema } from "./to-object-schema.ts";
import { compilerOf } from "./validate-rules.ts";
import { compilePattern, validateValue } from "./validate-value.ts";

/**
 * What is wrong with a custom resource's schema: whether it is structural, its defaults, patterns and rules.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/validation.go
 */
export function validateStructuralSchema(
  schema: PlainObject,
  field: string,
): readonly FieldError[] {
  return [
    ...(schema["type"] === "object" ? [] : [wrongRoot(schema, field)]),
    ...nestedProblems(schema, field),
    ...nodeProblems(schema, field),
  ];
}

function wrongRoot(schema: PlainObject, field: string): FieldError {
  const type = textOf(schema["type"]);
  return type === ""
    ? required(`${field}.type`, "must not be empty at the root")
    : invalid(`${field}.type`, type, "must be object at the root");
}

/** Below a node first, then the node itself. */
function nestedProblems(schema: PlainObject, field: string): readonly FieldError[] {
  const properties = Object.entries(objectOf(schema["properties"])).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const errors = properties.flatMap(([name, property]) =>
    childProblems(
      objectOf(property),
      `${field}.properties[${name}]`,
      "must not be empty for specified object fields",
    ),
  );
  if (isPlainObject(schema["items"])) {
    errors.push(
      ...childProblems(
        schema["items"],
        `${field}.items`,
        "must not be empty for specified array items",
      ),
    );
  }
  if (isPlainObject(schema["additionalProperties"])) {
    errors.push(
      ...childProblems(
        schema["additionalProperties"],
        `${field}.additionalProperties`,
        "must not be empty for specified object fields",
      ),
    );
  }
  return errors;
}

function childProblems(schema: PlainObject, field: string, untyped: string): readonly FieldError[] {
  const isUntyped =
    textOf(schema["type"]) === "" &&
    schema["x-kubernetes-int-or-string"] !== true &&
    schema["x-kubernetes-preserve-unknown-fields"] !== true;
  return [
    ...nestedProblems(schema, field),
    ...(isUntyped ? [required(`${field}.type`, untyped)] : []),
    ...nodeProblems(schema, field),
  ];
}

function nodeProblems(schema: PlainObject, field: string): readonly FieldError[] {
  return [
    ...shapeProblems(schema, field),
    ...listProblems(schema, field),
    ...patternProblems(schema, field),
    ...defaultProblems(schema, field),
    ...ruleProblems(schema, field),
  ];
}

function shapeProblems(schema: PlainObject, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (
    schema["additionalProperties"] !== undefined &&
    Object.keys(objectOf(schema["properties"])).length > 0
  ) {
    errors.push(
      forbidden(
        `${field}.additionalProperties`,
        "additionalProperties and properties are mutual exclusive",
      ),
    );
  }
  if (textOf(schema["$ref"]) !== "")
    errors.push(forbidden(`${field}.$ref`, "$ref is not supported"));
  if (schema["uniqueItems"] === true) {
    errors.push(
      forbidden(
        `${field}.uniqueItems`,
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
      ),
    );
  }
  return errors;
}

function listProblems(schema: PlainObject, field: string): readonly FieldError[] {
  const type = schema["x-kubernetes-list-type"];
  const keys = listOf(schema["x-kubernetes-list-map-keys"]).map(textOf);
  if (type === undefined) return [];
  if (schema["type"] !== "array") {
    return [
      invalid(
        `${field}.type`,
        textOf(schema["type"]),
        "must be array if x-kubernetes-list-type is specified",
      ),
    ];
  }
  if (type !== "map") return [];
  if (keys.length === 0) {
    return [
      required(
        `${field}.x-kubernetes-list-map-keys`,
        "must not be empty if x-kubernetes-list-type is map",
      ),
    ];
  }
  const properties = objectOf(objectOf(schema["items"])["properties"]);
  return keys
    .filter((key) => !Object.hasOwn(properties, key))
    .map((key) =>
      invalid(
        `${field}.x-kubernetes-list-map-keys`,
        keys,
        `entries must all be names of item properties, found ${JSON.stringify(key)}`,
      ),
    );
}

/** Patterns are RE2's; what JavaScript cannot read it cannot check either. */
function patternProblems(schema: PlainObject, field: string): readonly FieldError[] {
  const pattern = textOf(schema["pattern"]);
  if (pattern === "" || compilePattern(pattern) !== undefined) return [];
  return [
    invalid(
      `${field}.pattern`,
      pattern,
      "must be a valid regular expression, but isn't: it cannot be read as one",
    ),
  ];
}

function defaultProblems(schema: PlainObject, field: string): readonly FieldError[] {
  if (schema["default"] === undefined) return [];
  return validateValue(schema["default"], structuralSchema(schema), {
    field: `${field}.default`,
    name: "",
  });
}

function ruleProblems(schema: PlainObject, field: string): readonly FieldError[] {
  const rules = listOf(schema["x-kubernetes-validations"]) as readonly ValidationRule[];
  if (rules.length === 0) return [];
  const compiler = compilerOf(structuralSchema(schema));
  return rules.flatMap((rule, index) => {
    const at = `${field}.x-kubernetes-validations[${index}]`;
    if (textOf(rule.rule).trim() === "") return [required(`${at}.rule`, "rule is not specified")];
    const problem = compiler.problemOf(rule.rule);
    return problem === undefined ? [] : [invalid(`${at}.rule`, internalRule(rule), problem)];
  });
}

/** A rule as the server holds it inside, which is how errors show it. */
function internalRule(rule: ValidationRule): PlainObject {
  return {
    Rule: rule.rule,
    Message: rule.message ?? "",
    MessageExpression: rule.messageExpression ?? "",
    Reason: rule.reason ?? null,
    FieldPath: rule.fieldPath ?? "",
    OptionalOldSelf: rule.optionalOldSelf ?? null,
  };
}
