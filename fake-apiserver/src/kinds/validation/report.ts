import { isPlainObject, objectOf, type PlainObject } from "../../codec/json/plain-object.ts";
import { emptiedMember } from "../../schema/emptied-members.ts";
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  tooLong,
  tooMany,
} from "../../schema/field-error.ts";
import type { FieldSchema, ObjectSchema } from "../../schema/object-schema.ts";
import { internalField, internalStruct } from "./internal-value.ts";

/** What is being checked, and everything wrong that was found so far. */
export class Report {
  readonly errors: FieldError[] = [];
  readonly object: PlainObject;
  /** The state before; undefined for new objects. */
  readonly old: PlainObject | undefined;
  /** Empty, or the subresource written through. */
  readonly subresource: string;
  /** Whether containers may have all rights of their host. */
  readonly allowsPrivileged: boolean;
  readonly #schema: ObjectSchema | undefined;

  constructor(
    object: PlainObject,
    about: {
      readonly old?: PlainObject | undefined;
      readonly subresource?: string;
      readonly schema?: ObjectSchema;
      readonly allowsPrivileged?: boolean;
    } = {},
  ) {
    this.object = object;
    this.old = about.old;
    this.subresource = about.subresource ?? "";
    this.allowsPrivileged = about.allowsPrivileged ?? true;
    this.#schema = about.schema;
  }

  /** The value breaks a rule. */
  invalid(at: string, value: unknown, detail: string): void {
    this.errors.push(invalid(at, this.shown(at, value), detail));
  }

  /** There is no value, or an empty one. */
  required(at: string, detail = ""): void {
    this.errors.push(required(at, detail));
  }

  /** There must not be a value, or not this one, or not this change. */
  forbidden(at: string, detail: string): void {
    this.errors.push(forbidden(at, detail));
  }

  /** The value is none of those allowed, which the message names in this order. */
  notSupported(at: string, value: unknown, supported: readonly string[]): void {
    this.errors.push(notSupported(at, value === undefined ? "" : value, supported));
  }

  /** The value occurs twice. */
  duplicate(at: string, value: unknown, detail = ""): void {
    const error = duplicate(at, this.shown(at, value));
    this.errors.push(detail === "" ? error : { ...error, message: `${error.message}: ${detail}` });
  }

  /** The value names something that is not there. */
  notFound(at: string, value: unknown, detail = ""): void {
    const error = notFound(at, value);
    this.errors.push(detail === "" ? error : { ...error, message: `${error.message}: ${detail}` });
  }

  tooLong(at: string, bytesMax: number): void {
    this.errors.push(tooLong(at, bytesMax));
  }

  tooMany(at: string, count: number, countMax: number): void {
    this.errors.push(tooMany(at, count, countMax));
  }

  /** Objects and lists are shown as the server holds them inside, in types without JSON names. */
  shown(at: string, value: unknown): unknown {
    if (value instanceof Shown) return value.value;
    if (this.#schema === undefined) return value ?? null;
    const isScalar = !isPlainObject(value) && !Array.isArray(value);
    if (isScalar && value !== undefined) return value ?? this.#emptiedAt(at) ?? null;
    const field = fieldAt(this.#schema, at);
    return field === undefined
      ? (value ?? null)
      : internalField(value ?? this.#emptiedAt(at), field);
  }

  #emptiedAt(at: string): unknown {
    const steps = stepsOf(at);
    const last = steps.pop() ?? "";
    const parent = steps.reduce<unknown>(
      (value, step) => (Array.isArray(value) ? value[Number(step)] : objectOf(value)[step]),
      this.object,
    );
    return isPlainObject(parent) ? emptiedMember(parent, last) : undefined;
  }

  /** The same of those fields alone that Go embeds as a struct of this name. */
  shownEmbedded(at: string, value: PlainObject, struct: string): unknown {
    const schema = this.#schema && fieldAt(this.#schema, at)?.schema;
    return schema === undefined ? value : internalStruct(value, schema, struct);
  }
}

/** A value that is already as errors show it. */
export class Shown {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** `spec.rules[0].hosts` step by step. */
function stepsOf(at: string): string[] {
  return at.split(/[.[\]]+/).filter((step) => step !== "");
}

/** The field at `spec.rules[0].hosts`. */
function fieldAt(
  schema: ObjectSchema,
  at: string,
): Pick<FieldSchema, "schema" | "presence"> | undefined {
  let current: Pick<FieldSchema, "schema" | "presence"> = { schema, presence: "always" };
  for (const [, name, element] of at.matchAll(/([^.[\]]+)|\[([^\]]*)(?:\]|$)/g)) {
    const elements = current.schema.elements;
    const found: Pick<FieldSchema, "schema" | "presence"> | undefined =
      element === undefined
        ? current.schema.fields?.get(name ?? "")
        : elements && { schema: elements, presence: "always" };
    if (found === undefined) return undefined;
    current = found;
  }
  return current;
}
