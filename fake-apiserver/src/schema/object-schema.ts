import type { Json } from "@informerlab/core";
import type { StructuralRules } from "./structural-rules.ts";

/** The shapes a value can have. The Kubernetes scalars that have a syntax of their own are shapes of their own. */
export type SchemaType =
  /** Named fields. */
  | "struct"
  /** Any keys, one schema for all values. */
  | "map"
  | "list"
  | "string"
  | "boolean"
  | "integer"
  | "number"
  /** Base64 text. */
  | "bytes"
  | "time"
  | "micro-time"
  | "quantity"
  | "int-or-string"
  /** Any JSON value. */
  | "any";

/** How a list or map is merged and owned. */
export type MergeRelationship = "atomic" | "associative" | "set" | "granular";

/** A JSON value's shape: the one form for built-in and custom kinds. */
export interface ObjectSchema {
  readonly type: SchemaType;
  /** Name of the Go type in error texts: `v1.ObjectMeta`, `int32`, `map[string]string`. */
  readonly goType: string;
  /** Name in OpenAPI documents of a type that has one. */
  readonly openApiName?: string;
  /** Fields of a struct, by JSON name, in the order they are written. */
  readonly fields?: ReadonlyMap<string, FieldSchema>;
  /** Items of a list, values of a map. */
  readonly elements?: ObjectSchema;
  /** `int32`, `int64`, `date-time` … */
  readonly format?: string;
  readonly enum?: readonly Json[];
  /**
   * Lists: `associative` by {@link listMapKeys}, `set` or `atomic`. Maps and structs: `granular` or `atomic`.
   * Scalars have `atomic`.
   */
  readonly relationship: MergeRelationship;
  readonly listMapKeys?: readonly string[];
  /** Strategic merge: the key that pairs elements of two lists. */
  readonly patchMergeKey?: string;
  /** Strategic merge: `merge`, `retainKeys`, `replace`. */
  readonly patchStrategies?: readonly string[];
  /** Unknown fields are kept. */
  readonly preservesUnknownFields?: boolean;
  /** Unknown fields are kept by their names, but nothing of what is in them. */
  readonly keepsNames?: boolean;
  /** Structured merge takes fields that are not named here, and reads what they are from their values. */
  readonly isOpen?: boolean;
  /** The value is a whole object with apiVersion, kind and metadata. */
  readonly isEmbeddedResource?: boolean;
  /** The value may be null. Built-in kinds take null for absent everywhere instead. */
  readonly isNullable?: boolean;
  readonly default?: Json;
  /** Of a struct: JSON names of the fields it has inside the server, in order, where that is not their order on the wire. */
  readonly orderInside?: readonly string[];
  /** A value of this shape, where it is an object, and of another where it is not: parts of JSON schemas. */
  readonly either?: {
    readonly struct: () => ObjectSchema;
    readonly other: "boolean" | "structs" | "strings";
  };
  /** Rules of a custom resource's schema beyond its shape. */
  readonly rules?: StructuralRules;
}

/**
 * What becomes of a field's empty value: `pointer`, absence and zero differ; `pointer-or-null`, the same, but absence
 * is written as null; `omit-empty`, zero is not written; `always`, zero is written, also when nothing was sent;
 * `as-sent`, custom resources.
 */
export type FieldPresence = "pointer" | "pointer-or-null" | "omit-empty" | "always" | "as-sent";

/** One field of a struct. */
export interface FieldSchema {
  readonly name: string;
  readonly schema: ObjectSchema;
  readonly presence: FieldPresence;
  readonly isRequired: boolean;
  /** Protobuf field number; two when the field is in a message that Go embeds. */
  readonly numbers: readonly number[];
  /** Go holds a pointer: protobuf leaves an absent value out, where it writes the zero of any other. */
  readonly isPointer?: true;
  /** OpenAPI gives it the zero of its type as default: what a key of a list's item has that does not say it. */
  readonly hasZeroDefault?: true;
  /** The name in Go, where `goName` does not find it. */
  readonly goName?: string;
  /** The struct that Go embeds and that has the field. */
  readonly embeddedIn?: string;
}
