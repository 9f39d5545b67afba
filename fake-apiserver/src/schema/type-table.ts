import { assert, type Json } from "@informerlab/core";
import { countedFields, decodeGoTypeFacts, type GoTypeFacts, type GoTypes } from "./go-types.ts";
import type {
  FieldPresence,
  FieldSchema,
  MergeRelationship,
  ObjectSchema,
  SchemaType,
} from "./object-schema.ts";

/**
 * A field as the data holds it: JSON name, code of its type, protobuf number (`2.5`: field 5 of the embedded
 * message in field 2; a star marks Go pointers), and what the code cannot say.
 *
 * Codes: `s` string, `i` int32, `l` int64, `b` boolean, `f` double, `y` bytes, `@N` type N, `$N` the same where
 * OpenAPI refers without a wrapper; before it `[` list of, `{` map of; after it `!` has its zero value as
 * OpenAPI default (Go writes it when empty), `^` is required.
 */
export type EncodedField = readonly [
  name: string,
  code: string,
  number: string,
  extras?: EncodedExtras,
];

/** The rest of a field or element. */
export interface EncodedExtras {
  /** default */
  readonly d?: Json;
  /** enum */
  readonly e?: readonly Json[];
  /** x-kubernetes-list-type, -list-map-keys, -map-type */
  readonly lt?: string;
  readonly lk?: readonly string[];
  readonly mt?: string;
  /** x-kubernetes-patch-strategy, -patch-merge-key */
  readonly ps?: string;
  readonly pk?: string;
  /** of the elements */
  readonly x?: EncodedExtras;
}

/** A named type: index of its package, its name, its fields, other OpenAPI members, its kinds as group/version. */
export type EncodedType = readonly [
  packageIndex: number,
  name: string,
  fields: readonly EncodedField[],
  openApi: Readonly<Record<string, Json>>,
  kinds: readonly string[],
];

/** The schemas of all built-in types, decoded when first asked for. */
export class TypeTable {
  readonly packages: readonly string[];
  readonly types: readonly EncodedType[];
  readonly #goTypes: GoTypes;
  readonly #schemas = new Map<number, ObjectSchema>();
  #indexByName: Map<string, number> | undefined;
  #indexByKind: Map<string, number> | undefined;

  /** Without `goTypes` presence and names of types are those that OpenAPI lets one think of. */
  constructor(
    data: { readonly packages: readonly string[]; readonly types: readonly EncodedType[] },
    goTypes: GoTypes = new Map(),
  ) {
    this.packages = data.packages;
    this.types = data.types;
    this.#goTypes = goTypes;
  }

  /** By OpenAPI name: `io.k8s.api.core.v1.Pod`. */
  named(name: string): ObjectSchema | undefined {
    this.#indexByName ??= new Map(this.types.map((_, index) => [this.nameOf(index), index]));
    const index = this.#indexByName.get(name);
    return index === undefined ? undefined : this.schemaOf(index);
  }

  /** By group, version and kind. */
  kind(group: string, version: string, kind: string): ObjectSchema | undefined {
    this.#indexByKind ??= new Map(
      this.types.flatMap((type, index) =>
        type[4].map((groupVersion) => [`${groupVersion}/${type[1]}`, index] as const),
      ),
    );
    const index = this.#indexByKind.get(`${group}/${version}/${kind}`);
    return index === undefined ? undefined : this.schemaOf(index);
  }

  nameOf(index: number): string {
    const type = this.types[index];
    assert(type !== undefined, `no type ${index} in the table of built-in kinds`);
    return `${this.packages[type[0]]}.${type[1]}`;
  }

  schemaOf(index: number): ObjectSchema {
    let schema = this.#schemas.get(index);
    if (schema === undefined) {
      schema = this.#decodeType(index);
      this.#schemas.set(index, schema);
    }
    return schema;
  }

  #decodeType(index: number): ObjectSchema {
    const type = this.types[index];
    assert(type !== undefined, `no type ${index} in the table of built-in kinds`);
    const openApiName = this.nameOf(index);
    const goType = `${openApiName.split(".").at(-2)}.${type[1]}`;
    const special = specialTypes[type[1]];
    if (special !== undefined) {
      const other = schemaAlternatives[type[1]];
      return {
        type: special,
        goType,
        openApiName,
        relationship: "atomic",
        ...flexibleParts[type[1]],
        ...(other === undefined ? {} : { either: { struct: () => this.#jsonSchema(), other } }),
      };
    }
    const isAtomic = type[3]["x-kubernetes-map-type"] === "atomic";
    const encodedFacts = this.#goTypes.get(openApiName);
    const facts =
      encodedFacts === undefined
        ? {}
        : decodeGoTypeFacts(
            openApiName,
            encodedFacts,
            countedFields(type[2].map(([name]) => name)),
          );
    const { orderInside } = facts;
    return new StructSchema(
      {
        goType,
        openApiName,
        relationship: isAtomic ? "atomic" : "granular",
        ...(orderInside === undefined ? {} : { orderInside }),
      },
      () => this.#decodeFields(type[2], facts),
    );
  }

  #jsonSchema(): ObjectSchema {
    const schema = this.named(
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps",
    );
    assert(schema !== undefined, "the table of built-in kinds has JSON schemas");
    return schema;
  }

  #decodeFields(
    encoded: readonly EncodedField[],
    facts: GoTypeFacts,
  ): ReadonlyMap<string, FieldSchema> {
    const numbered = new Map(
      encoded.map(([name, code, number, extras]) => [
        name,
        withFacts(this.#decodeField(name, code, number, extras), facts),
      ]),
    );
    const first = numbered.has("metadata") ? typeMeta : [];
    if (facts.order === undefined && first.length === 0) return numbered;
    const declared = new Map<string, FieldSchema>();
    for (const name of [...first, ...(facts.order ?? []), ...numbered.keys()]) {
      const field = numbered.get(name);
      if (field !== undefined) declared.set(name, field);
    }
    return declared;
  }

  #decodeField(
    name: string,
    code: string,
    number: string,
    extras: EncodedExtras = {},
  ): FieldSchema {
    const isRequired = code.endsWith("^");
    const schema = this.#decodeSchema(isRequired ? code.slice(0, -1) : code, extras);
    const isPointer = number.endsWith("*");
    return {
      name,
      schema,
      isRequired,
      presence: isPointer
        ? isRequired
          ? "pointer-or-null"
          : "pointer"
        : presenceOf(name, schema, { hasZeroDefault: code.includes("!"), isRequired, code }),
      numbers: number === "" ? [] : number.replace("*", "").split(".").map(Number),
      ...(isPointer ? { isPointer } : {}),
      ...(/^[a-z]!/.test(code) ? { hasZeroDefault: true } : {}),
    };
  }

  #decodeSchema(code: string, extras: EncodedExtras): ObjectSchema {
    const parts = schemaParts(extras);
    const first = code[0] ?? "";
    if (first === "[" || first === "{") {
      const elements = this.#decodeSchema(code.slice(1), extras.x ?? {});
      const isList = first === "[";
      return {
        type: isList ? "list" : "map",
        goType: isList ? `[]${elements.goType}` : `map[string]${elements.goType}`,
        elements,
        relationship: isList
          ? listRelationship(extras)
          : extras.mt === "atomic"
            ? "atomic"
            : "granular",
        ...parts,
      };
    }
    if (first === "@" || first === "$") {
      return this.#withParts(this.schemaOf(Number.parseInt(code.slice(1), 10)), extras, parts);
    }
    const scalar = scalarTypes[first];
    assert(
      scalar !== undefined,
      `unknown type code ${JSON.stringify(code)} in the table of built-in kinds`,
    );
    return { ...scalar, relationship: "atomic", ...parts };
  }

  #withParts(
    named: ObjectSchema,
    extras: EncodedExtras,
    parts: Partial<ObjectSchema>,
  ): ObjectSchema {
    if (Object.keys(parts).length === 0 && extras.mt === undefined) return named;
    const { mt: stated } = extras;
    const relationship = stated === "atomic" || stated === "granular" ? stated : named.relationship;
    if (!(named instanceof StructSchema)) return { ...named, ...parts, relationship };
    return new StructSchema(
      {
        goType: named.goType,
        openApiName: named.openApiName,
        relationship,
        ...(named.orderInside === undefined ? {} : { orderInside: named.orderInside }),
        ...parts,
      },
      () => named.fields,
    );
  }
}

/** A struct whose fields are decoded when first looked at: types refer to each other in circles. */
class StructSchema implements ObjectSchema {
  readonly type = "struct";
  readonly goType: string;
  readonly openApiName: string;
  readonly relationship: MergeRelationship;
  readonly patchStrategies?: readonly string[];
  readonly default?: Json;
  readonly orderInside?: readonly string[];
  readonly #decode: () => ReadonlyMap<string, FieldSchema>;
  #fields: ReadonlyMap<string, FieldSchema> | undefined;

  constructor(
    parts: {
      readonly goType: string;
      readonly openApiName: string;
      readonly relationship: MergeRelationship;
      readonly patchStrategies?: readonly string[];
      readonly default?: Json;
      readonly orderInside?: readonly string[];
    },
    decode: () => ReadonlyMap<string, FieldSchema>,
  ) {
    this.goType = parts.goType;
    this.openApiName = parts.openApiName;
    this.relationship = parts.relationship;
    if (parts.patchStrategies !== undefined) this.patchStrategies = parts.patchStrategies;
    if (parts.default !== undefined) this.default = parts.default;
    if (parts.orderInside !== undefined) this.orderInside = parts.orderInside;
    this.#decode = decode;
  }

  get fields(): ReadonlyMap<string, FieldSchema> {
    this.#fields ??= this.#decode();
    return this.#fields;
  }
}

const scalarTypes: Readonly<Record<string, Pick<ObjectSchema, "type" | "goType" | "format">>> = {
  s: { type: "string", goType: "string" },
  i: { type: "integer", goType: "int32", format: "int32" },
  l: { type: "integer", goType: "int64", format: "int64" },
  b: { type: "boolean", goType: "bool" },
  f: { type: "number", goType: "float64", format: "double" },
  y: { type: "bytes", goType: "[]uint8", format: "byte" },
};

/** Types whose JSON form Go writes by hand. */
const specialTypes: Readonly<Record<string, SchemaType>> = {
  Time: "time",
  MicroTime: "micro-time",
  Quantity: "quantity",
  IntOrString: "int-or-string",
  FieldsV1: "any",
  RawExtension: "any",
  Patch: "any",
  JSON: "any",
  JSONSchemaPropsOrArray: "any",
  JSONSchemaPropsOrBool: "any",
  JSONSchemaPropsOrStringArray: "any",
};

/** Parts of JSON schemas that are a schema or something else. */
const schemaAlternatives: Readonly<Record<string, "boolean" | "structs" | "strings">> = {
  JSONSchemaPropsOrArray: "structs",
  JSONSchemaPropsOrBool: "boolean",
  JSONSchemaPropsOrStringArray: "strings",
};

const flexibleParts: Readonly<Record<string, Partial<ObjectSchema>>> = {
  FieldsV1: { preservesUnknownFields: true },
};

function schemaParts(extras: EncodedExtras): Partial<ObjectSchema> {
  return {
    ...(extras.d === undefined ? {} : { default: extras.d }),
    ...(extras.e === undefined ? {} : { enum: extras.e }),
    ...(extras.lk === undefined ? {} : { listMapKeys: extras.lk }),
    ...(extras.pk === undefined ? {} : { patchMergeKey: extras.pk }),
    ...(extras.ps === undefined ? {} : { patchStrategies: extras.ps.split(",") }),
  };
}

function listRelationship(extras: EncodedExtras): MergeRelationship {
  if (extras.lt === "map") return "associative";
  return extras.lt === "set" ? "set" : "atomic";
}

/** What Go writes before all else. */
const typeMeta: readonly string[] = ["kind", "apiVersion"];

/** A field with what its Go type says of it. */
function withFacts(field: FieldSchema, facts: GoTypeFacts): FieldSchema {
  const { name } = field;
  const goType = facts.types?.[name];
  const goName = facts.names?.[name];
  const embeddedIn = facts.embedded?.[name];
  return {
    ...field,
    presence: facts.presence?.[name] ?? field.presence,
    ...(goName === undefined ? {} : { goName }),
    ...(embeddedIn === undefined ? {} : { embeddedIn }),
    ...(goType === undefined ? {} : { schema: ofGoType(field.schema, goType) }),
  };
}

/** The same shape under the name of a Go type; elements have the part of the name that is theirs. */
function ofGoType(schema: ObjectSchema, goType: string): ObjectSchema {
  const elementType = /^(?:\[\]|map\[[^\]]*\])(.+)$/.exec(goType)?.[1];
  const { elements } = schema;
  return elements === undefined || elementType === undefined || elementType === elements.goType
    ? { ...schema, goType }
    : { ...schema, goType, elements: ofGoType(elements, elementType) };
}

/** Go writes a zero value unless the field has `omitempty`; OpenAPI shows that as a default, for most fields. */
function presenceOf(
  name: string,
  schema: ObjectSchema,
  known: { readonly hasZeroDefault: boolean; readonly isRequired: boolean; readonly code: string },
): FieldPresence {
  switch (schema.type) {
    case "struct":
      // A struct without pointer is never empty for Go; OpenAPI gives it the default {}.
      return known.hasZeroDefault ? "always" : "pointer";
    case "time":
    case "micro-time":
      return name === "creationTimestamp" ? "omit-empty" : "always";
    case "list":
    case "map":
      // An empty list of managedFields means that they shall be cleared.
      if (name === "managedFields") return "pointer";
      return known.isRequired ? "always" : "omit-empty";
    case "any":
      return known.isRequired || schema.goType === "runtime.RawExtension" ? "always" : "omit-empty";
    case "quantity":
    case "int-or-string":
      return "always";
    default:
      return known.hasZeroDefault && !known.code.startsWith("[") ? "always" : "omit-empty";
  }
}
