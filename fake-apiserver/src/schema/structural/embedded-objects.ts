import { isPlainObject, type PlainObject, setMember } from "../../codec/json/plain-object.ts";
import { type FieldError, invalid } from "../field-error.ts";
import type { ObjectSchema } from "../object-schema.ts";
import { readableMetadata, typedMetadata } from "../typed-metadata.ts";
import { TypeMismatchError } from "../typed-value.ts";

/** A value whose embedded objects are typed in what all objects have. */
export interface Coerced {
  readonly value: unknown;
  /** Paths of what their metadata does not know, in order. */
  readonly unknownFields: readonly string[];
  /** The first member that has the wrong type. */
  readonly problem: FieldError | undefined;
}

/** Where a value stands. */
export interface EmbeddedPlace {
  /** `spec.template`; empty for a whole object. */
  readonly field: string;
  /** It is an object itself, whatever its schema says. */
  readonly isResource: boolean;
}

/** A custom object as it is decoded: its own metadata is another's work. */
export const wholeObject: EmbeddedPlace = { field: "", isResource: false };

/**
 * Types `apiVersion`, `kind` and `metadata` of the objects inside of a value that its schema calls
 * `x-kubernetes-embedded-resource`: metadata keeps only what all metadata has.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/objectmeta/algorithm.go
 */
export function coerceEmbedded(
  value: unknown,
  schema: ObjectSchema,
  { field, isResource }: EmbeddedPlace = wholeObject,
): Coerced {
  const walk = new Coercion(false);
  const coerced = walk.coerce(value, schema, { field, isResource });
  return { value: coerced, unknownFields: walk.unknownFields.sort(), problem: walk.problem };
}

/** The same for what is stored, or a default: what has the wrong type goes. */
export function withReadableEmbedded(value: PlainObject, schema: ObjectSchema): PlainObject {
  return new Coercion(true).coerce(value, schema, wholeObject) as PlainObject;
}

class Coercion {
  readonly unknownFields: string[] = [];
  problem: FieldError | undefined;
  readonly #dropsInvalid: boolean;

  constructor(dropsInvalid: boolean) {
    this.#dropsInvalid = dropsInvalid;
  }

  coerce(value: unknown, schema: ObjectSchema | undefined, place: EmbeddedPlace): unknown {
    if (schema === undefined || (!place.isResource && !holdsObjects(schema))) return value;
    const { field } = place;
    if (Array.isArray(value)) {
      const { elements } = schema;
      return value.map((item, index) =>
        this.coerce(item, elements, embeddedAt(`${field}[${index}]`, elements)),
      );
    }
    if (!isPlainObject(value)) return value;
    const result: Record<string, unknown> = {};
    for (const name of Object.keys(value).sort()) {
      const at = field === "" ? name : `${field}.${name}`;
      const member = place.isResource ? this.#identity(name, value[name], at) : value[name];
      if (member === undefined) continue;
      const child = schema.fields?.get(name)?.schema;
      const below = child ?? (schema.type === "map" ? schema.elements : undefined);
      const path = child === undefined ? `${field}[${name}]` : at;
      setMember(result, name, this.coerce(member, below, embeddedAt(path, below)));
    }
    return result;
  }

  /** Undefined for what goes. */
  #identity(name: string, member: unknown, field: string): unknown {
    if (name === "metadata") return this.#metadata(member, field);
    if ((name !== "apiVersion" && name !== "kind") || typeof member === "string") return member;
    if (this.#dropsInvalid) return undefined;
    this.problem ??= invalid(field, member, "must be a string");
    return member;
  }

  #metadata(metadata: unknown, field: string): unknown {
    if (this.#dropsInvalid) return readableMetadata(metadata) ?? metadata;
    try {
      const { value, unknownFields } = typedMetadata(metadata);
      for (const unknown of unknownFields) this.unknownFields.push(`${field}.${unknown}`);
      return value;
    } catch (error) {
      if (!(error instanceof TypeMismatchError)) throw error;
      this.problem ??= invalid(field, metadata, error.message);
      return metadata;
    }
  }
}

function embeddedAt(field: string, schema: ObjectSchema | undefined): EmbeddedPlace {
  return { field, isResource: schema?.isEmbeddedResource === true };
}

const holders = new WeakMap<ObjectSchema, boolean>();

/** Whether a schema speaks of embedded objects anywhere: few do, and the others' values need no look. */
export function holdsObjects(schema: ObjectSchema): boolean {
  let holds = holders.get(schema);
  if (holds === undefined) {
    const below = [...(schema.fields?.values() ?? [])].map((field) => field.schema);
    if (schema.elements !== undefined) below.push(schema.elements);
    holds = schema.isEmbeddedResource === true || below.some(holdsObjects);
    holders.set(schema, holds);
  }
  return holds;
}
