import {
  equalJson,
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../../codec/json/plain-object.ts";
import { compileGoRegExp } from "../../../regexp/go-regexp.ts";
import { type FieldError, forbidden, invalid, required } from "../../field-error.ts";

type Level = "root" | "item" | "field";

const emptyType: Readonly<Record<Level, string>> = {
  root: "must not be empty at the root",
  item: "must not be empty for specified array items",
  field: "must not be empty for specified object fields",
};

/**
 * What keeps a schema from being structural, in the order of the texts.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/validation.go
 */
export function structuralProblems(schema: PlainObject, field: string): readonly FieldError[] {
  const checker = new StructuralChecker();
  checker.node(schema, "root", field);
  checker.completeness(schema, schema, field, field);
  const textOfError = ({ field, message }: FieldError): string => `${field}: ${message}`;
  return checker.errors.sort((a, b) => (textOfError(a) < textOfError(b) ? -1 : 1));
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

function isIntOrString(branches: unknown): boolean {
  return equalJson(withoutNulls(branches), [{ type: "integer" }, { type: "string" }]);
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => isSet(member)));
}

class StructuralChecker {
  readonly errors: FieldError[] = [];

  node(schema: PlainObject, level: Level, field: string): void {
    const { items, additionalProperties } = schema;
    if (schema["type"] === "array" && !isSet(items))
      this.errors.push(required(`${field}.items`, "must be specified"));
    if (isPlainObject(items)) this.node(items, "item", `${field}.items`);
    for (const [name, property] of Object.entries(objectOf(schema["properties"])))
      this.node(objectOf(property), "field", `${field}.properties[${name}]`);
    if (isSet(additionalProperties)) {
      const at = `${field}.additionalProperties`;
      if (level === "root") this.errors.push(forbidden(at, "must not be used at the root"));
      if (isPlainObject(additionalProperties)) this.node(additionalProperties, "field", at);
    }
    this.#extensions(schema, field);
    const skipsAnyOf = isIntOrString(schema["anyOf"]);
    const [firstAllOf] = listOf(schema["allOf"]);
    const skipsFirstAllOf = isIntOrString(objectOf(firstAllOf)["anyOf"]);
    this.#valueValidation(schema, { skipsAnyOf, skipsFirstAllOf }, field);
    this.#type(schema, level, field);
    this.#identity(schema, level, field);
  }

  #extensions(schema: PlainObject, field: string): void {
    if (schema["x-kubernetes-int-or-string"] !== true) return;
    for (const name of ["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"])
      if (schema[name] === true)
        this.errors.push(
          invalid(`${field}.${name}`, true, "must be false if x-kubernetes-int-or-string is true"),
        );
  }

  #type(schema: PlainObject, level: Level, field: string): void {
    const type = textOf(schema["type"]);
    const at = `${field}.type`;
    const isEmbedded = schema["x-kubernetes-embedded-resource"] === true;
    const preserves = schema["x-kubernetes-preserve-unknown-fields"] === true;
    const mustBeObject = "must be object if x-kubernetes-embedded-resource is true";
    if (isEmbedded && type !== "object")
      this.errors.push(type === "" ? required(at, mustBeObject) : invalid(at, type, mustBeObject));
    else if (type === "" && schema["x-kubernetes-int-or-string"] !== true && !preserves)
      this.errors.push(required(at, emptyType[level]));
    if (isEmbedded && isSet(schema["additionalProperties"]))
      this.errors.push(
        forbidden(
          `${field}.additionalProperties`,
          "must not be used if x-kubernetes-embedded-resource is set",
        ),
      );
    if (level === "root" && type !== "" && type !== "object")
      this.errors.push(invalid(at, type, "must be object at the root"));
    if (isEmbedded && !preserves && Object.keys(objectOf(schema["properties"])).length === 0)
      this.errors.push(
        required(
          `${field}.properties`,
          "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields",
        ),
      );
  }

  /** Of the metadata of an object only its names may be narrowed. */
  #identity(schema: PlainObject, level: Level, field: string): void {
    const isResource = level === "root" || schema["x-kubernetes-embedded-resource"] === true;
    if (!isResource) return;
    const { kind, apiVersion, metadata } = objectOf(schema["properties"]);
    for (const [name, property] of Object.entries({ kind, apiVersion })) {
      const type = textOf(objectOf(property)["type"]);
      if (property !== undefined && type !== "string")
        this.errors.push(invalid(`${field}.properties[${name}].type`, type, "must be string"));
    }
    if (metadata === undefined) return;
    const at = `${field}.properties[metadata]`;
    const { type, properties, ...others } = objectOf(metadata);
    if (type !== "object") this.errors.push(invalid(`${at}.type`, textOf(type), "must be object"));
    if (level !== "root") return;
    const names = Object.keys(objectOf(properties));
    const isNarrow = names.every((name) => name === "name" || name === "generateName");
    const { default: _, example: __, externalDocs: ___, ...rest } = others;
    if (
      !isNarrow ||
      Object.values(rest).some((value) => isSet(value) && value !== false && value !== "")
    )
      this.errors.push(
        forbidden(
          at,
          "must not specify anything other than name and generateName, but metadata is implicitly specified",
        ),
      );
  }

  #valueValidation(
    schema: PlainObject,
    skips: { readonly skipsAnyOf: boolean; readonly skipsFirstAllOf: boolean },
    field: string,
  ): void {
    if (!skips.skipsAnyOf)
      for (const [i, branch] of listOf(schema["anyOf"]).entries())
        this.#nested(branch, false, `${field}.anyOf[${i}]`);
    for (const [i, branch] of listOf(schema["allOf"]).entries())
      this.#nested(branch, skips.skipsFirstAllOf && i === 0, `${field}.allOf[${i}]`);
    for (const [i, branch] of listOf(schema["oneOf"]).entries())
      this.#nested(branch, false, `${field}.oneOf[${i}]`);
    this.#nested(schema["not"], false, `${field}.not`);
    const pattern = textOf(schema["pattern"]);
    const compiled = pattern === "" ? undefined : compileGoRegExp(pattern);
    if (compiled !== undefined && "problem" in compiled)
      this.errors.push(
        invalid(
          `${field}.pattern`,
          pattern,
          `must be a valid regular expression, but isn't: ${compiled.problem}`,
        ),
      );
  }

  /** Below a combination there are only conditions, no shapes. */
  #nested(branch: unknown, skipsAnyOf: boolean, field: string): void {
    if (!isPlainObject(branch)) return;
    this.#valueValidation(branch, { skipsAnyOf, skipsFirstAllOf: false }, field);
    this.#nested(branch["items"], false, `${field}.items`);
    const properties = objectOf(branch["properties"]);
    for (const [name, property] of Object.entries(properties))
      this.#nested(property, false, `${field}.properties[${name}]`);
    for (const [name, problem, isPresent] of forbiddenParts)
      if (isPresent(branch[name])) this.errors.push(forbidden(`${field}.${name}`, problem));
    if (Object.hasOwn(properties, "metadata"))
      this.errors.push(
        forbidden(`${field}.properties[metadata]`, "must not be specified in a nested context"),
      );
  }

  /** Every condition speaks of something that has a shape. */
  completeness(value: unknown, shape: unknown, shapeAt: string, valueAt: string): void {
    if (!isPlainObject(value)) return;
    if (!isPlainObject(shape)) {
      this.errors.push(required(shapeAt, `because it is defined in ${valueAt}`));
      return;
    }
    this.#nestedCompleteness(value["not"], shape, shapeAt, `${valueAt}.not`);
    for (const name of ["allOf", "anyOf", "oneOf"])
      for (const [i, branch] of listOf(value[name]).entries())
        this.#nestedCompleteness(branch, shape, shapeAt, `${valueAt}.${name}[${i}]`);
  }

  #nestedCompleteness(value: unknown, shape: unknown, shapeAt: string, valueAt: string): void {
    if (!isPlainObject(value)) return;
    if (!isPlainObject(shape)) {
      this.errors.push(required(shapeAt, `because it is defined in ${valueAt}`));
      return;
    }
    this.completeness(value, shape, shapeAt, valueAt);
    this.#nestedCompleteness(
      value["items"],
      shape["items"] ?? null,
      `${shapeAt}.items`,
      `${valueAt}.items`,
    );
    const shapes = objectOf(shape["properties"]);
    for (const [name, property] of Object.entries(objectOf(value["properties"]))) {
      const [own, other] = [shapeAt, valueAt].map((at) => `${at}.properties[${name}]`) as [
        string,
        string,
      ];
      if (shapes[name] === undefined)
        this.errors.push(required(own, `because it is defined in ${other}`));
      else this.#nestedCompleteness(property, shapes[name], own, other);
    }
  }
}

const isText = (value: unknown): boolean => textOf(value) !== "";
const isTrue = (value: unknown): boolean => value === true;
const isFull = (value: unknown): boolean => listOf(value).length > 0;

const forbiddenParts: readonly (readonly [
  name: string,
  problem: string,
  isPresent: (value: unknown) => boolean,
])[] = [
  ["type", "must be empty to be structural", isText],
  ["additionalProperties", "must be undefined to be structural", isSet],
  ["default", "must be undefined to be structural", isSet],
  ["title", "must be empty to be structural", isText],
  ["description", "must be empty to be structural", isText],
  ["nullable", "must be false to be structural", isTrue],
  ["x-kubernetes-preserve-unknown-fields", "must be false to be structural", isTrue],
  ["x-kubernetes-embedded-resource", "must be false to be structural", isTrue],
  ["x-kubernetes-int-or-string", "must be false to be structural", isTrue],
  ["x-kubernetes-list-map-keys", "must be empty to be structural", isFull],
  ["x-kubernetes-list-type", "must be undefined to be structural", isSet],
  ["x-kubernetes-map-type", "must be undefined to be structural", isSet],
  ["x-kubernetes-validations", "must be empty to be structural", isFull],
];
