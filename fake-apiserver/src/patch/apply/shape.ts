import { isPlainObject } from "../../codec/json/plain-object.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";

/** How a value takes part in merging and ownership. */
export type Shape =
  /** Owned and replaced as a whole. */
  | { readonly kind: "leaf" }
  /** Fields or keys with owners of their own. */
  | {
      readonly kind: "map";
      /** The schema of a member; undefined for one that the schema does not know. */
      readonly member: (name: string) => ObjectSchema | undefined;
      /** A field of a struct, as opposed to a key of a map. */
      readonly isField: (name: string) => boolean;
    }
  /** Items with owners of their own, told apart by keys or by value. */
  | { readonly kind: "list"; readonly schema: ObjectSchema; readonly elements: ObjectSchema };

const leafShape: Shape = { kind: "leaf" };

/** What nothing is known about: maps by their keys, everything else as a whole. */
const untyped: ObjectSchema = {
  type: "any",
  goType: "interface {}",
  relationship: "granular",
  preservesUnknownFields: true,
};

const untypedMap: Shape = { kind: "map", member: () => untyped, isField: () => false };

/** The shape of a value by its schema; where the schema says nothing, by the value itself. */
export function shapeOf(schema: ObjectSchema, value: unknown): Shape {
  switch (schema.type) {
    case "struct":
      return schema.relationship === "atomic" ? leafShape : structShape(schema);
    case "map":
      return schema.relationship === "atomic" ? leafShape : mapShape(schema);
    case "list":
      if (schema.elements === undefined) return leafShape;
      return schema.relationship === "atomic" || schema.relationship === "granular"
        ? leafShape
        : { kind: "list", schema, elements: schema.elements };
    case "any":
      return schema.preservesUnknownFields === true && isPlainObject(value)
        ? untypedMap
        : leafShape;
    default:
      return leafShape;
  }
}

function structShape(schema: ObjectSchema): Shape {
  const fields = schema.fields;
  const isOpen = schema.isOpen === true || schema.preservesUnknownFields === true;
  const other = isOpen ? untyped : undefined;
  return {
    kind: "map",
    member: (name) => fields?.get(name)?.schema ?? other,
    isField: (name) => fields?.has(name) ?? false,
  };
}

function mapShape(schema: ObjectSchema): Shape {
  return { kind: "map", member: () => schema.elements ?? untyped, isField: () => false };
}
