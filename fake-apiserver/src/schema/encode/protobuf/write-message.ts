import { objectOf, type PlainObject } from "../../../codec/json/plain-object.ts";
import type { FieldSchema, ObjectSchema } from "../../object-schema.ts";
import type { BackwardWriter } from "./backward-writer.ts";
import { flexibleWriterOf } from "./write-flexible.ts";

/** Writes the fields of a message, without its length. */
export type MessageWriter = (out: BackwardWriter, message: PlainObject) => void;

/** Writes one value without its tag, its length included where it has one. */
export type ValueWriter = (out: BackwardWriter, value: unknown) => void;

const wireTypes = { varint: 0, fixed64: 1, lengthDelimited: 2 } as const;

const messageWriters = new WeakMap<ObjectSchema, MessageWriter>();

/** The writer of a struct's message, made when first asked for: the fields in the order of their numbers, as Go writes them. */
export function messageWriterOf(schema: ObjectSchema): MessageWriter {
  let write = messageWriters.get(schema);
  if (write === undefined) {
    let fields: MessageWriter | undefined;
    // Types refer to each other in circles: what a message holds is looked up at its first value.
    write = (out, message) => {
      fields ??= fieldsWriter(
        [...(schema.fields?.values() ?? [])].map((field) => ({
          field,
          path: field.numbers,
          isWrapped: wrappedLists.has(`${schema.goType}.${field.name}`),
        })),
      );
      fields(out, message);
    };
    messageWriters.set(schema, write);
  }
  return write;
}

interface PlacedField {
  readonly field: FieldSchema;
  /** Its number; before that the number of the message that Go embeds, if it stands in one. */
  readonly path: readonly number[];
  /** A list that is a message of its own. */
  readonly isWrapped: boolean;
}

/** Lists that have a type of their own in Go: a message with the list as its only field. */
const wrappedLists: ReadonlySet<string> = new Set(["v1.APIResource.verbs"]);

function fieldsWriter(placed: readonly PlacedField[]): MessageWriter {
  const numbers = [...new Set(placed.flatMap(({ path }) => path.slice(0, 1)))];
  const writers = numbers
    .sort((a, b) => b - a)
    .map((number) => {
      const here = placed.filter(({ path }) => path[0] === number);
      const [first] = here;
      return first !== undefined && first.path.length === 1
        ? fieldWriter(first, number)
        : embeddedWriter(here, number);
    });
  return (out, message) => {
    for (const write of writers) write(out, message);
  };
}

/** A struct that Go embeds is a message of its own, always there; JSON has its fields among those of the outer one. */
function embeddedWriter(placed: readonly PlacedField[], number: number): MessageWriter {
  const write = fieldsWriter(placed.map((one) => ({ ...one, path: one.path.slice(1) })));
  const tag = tagOf(number, wireTypes.lengthDelimited);
  return (out, message) => {
    const before = out.length;
    write(out, message);
    out.varint(out.length - before);
    out.varint(tag);
  };
}

function fieldWriter({ field, isWrapped }: PlacedField, number: number): MessageWriter {
  const { name, schema } = field;
  if (schema.type === "map" && schema.elements !== undefined) {
    const write = mapWriter(schema.elements, tagOf(number, wireTypes.lengthDelimited));
    return (out, message) => write(out, message[name]);
  }
  if (schema.type === "list" && !isWrapped) {
    return listWriter(name, schema.elements ?? anyText, number);
  }
  const write = isWrapped ? wrappedListWriter(schema) : valueWriterOf(schema);
  const tag = tagOf(number, wireTypeOf(schema));
  // Bytes that are not there are a nil slice, which is left out like a pointer.
  const isOptional = field.isPointer === true || schema.type === "bytes" || isWrapped;
  return (out, message) => {
    const value = message[name];
    if (isOptional && (value === undefined || value === null)) return;
    write(out, value);
    out.varint(tag);
  };
}

function listWriter(name: string, elements: ObjectSchema, number: number): MessageWriter {
  const write = valueWriterOf(elements);
  const tag = tagOf(number, wireTypeOf(elements));
  return (out, message) => {
    const list = message[name];
    if (!Array.isArray(list)) return;
    for (let index = list.length - 1; index >= 0; index--) {
      write(out, list[index]);
      out.varint(tag);
    }
  };
}

function wrappedListWriter({ elements = anyText }: ObjectSchema): ValueWriter {
  const write = valueWriterOf(elements);
  const tag = tagOf(1, wireTypeOf(elements));
  return (out, value) => {
    const before = out.length;
    const list = Array.isArray(value) ? value : [];
    for (let index = list.length - 1; index >= 0; index--) {
      write(out, list[index]);
      out.varint(tag);
    }
    out.varint(out.length - before);
  };
}

const anyText: ObjectSchema = { type: "string", goType: "string", relationship: "atomic" };

/** Pairs of 1 key, 2 value, in the order of the keys. */
function mapWriter(elements: ObjectSchema, tag: number): ValueWriter {
  const write = elements.type === "list" ? wrappedListWriter(elements) : valueWriterOf(elements);
  const keyTag = tagOf(1, wireTypes.lengthDelimited);
  const valueTag = tagOf(
    2,
    elements.type === "list" ? wireTypes.lengthDelimited : wireTypeOf(elements),
  );
  return (out, value) => {
    const map = objectOf(value);
    const keys = Object.keys(map).sort();
    for (let index = keys.length - 1; index >= 0; index--) {
      const key = keys[index] ?? "";
      const before = out.length;
      const member = map[key];
      if (member !== null && member !== undefined) {
        write(out, member);
        out.varint(valueTag);
      }
      out.text(key);
      out.varint(keyTag);
      out.varint(out.length - before);
      out.varint(tag);
    }
  };
}

function tagOf(number: number, wireType: number): number {
  return (number << 3) | wireType;
}

function wireTypeOf({ type }: ObjectSchema): number {
  if (type === "integer" || type === "boolean") return wireTypes.varint;
  return type === "number" ? wireTypes.fixed64 : wireTypes.lengthDelimited;
}

function valueWriterOf(schema: ObjectSchema): ValueWriter {
  switch (schema.type) {
    case "string":
      return (out, value) => out.text(typeof value === "string" ? value : "");
    case "boolean":
      return (out, value) => out.byte(value === true ? 1 : 0);
    case "integer":
      return (out, value) => out.varint(isWhole(value) ? value : 0);
    case "number":
      return (out, value) => out.double(isWhole(value) ? Number(value) : 0);
    case "bytes":
      return (out, value) => out.base64(typeof value === "string" ? value : "");
    case "struct": {
      const write = messageWriterOf(schema);
      return (out, value) => {
        const before = out.length;
        write(out, objectOf(value));
        out.varint(out.length - before);
      };
    }
    default:
      return flexibleWriterOf(schema, messageWriterOf);
  }
}

function isWhole(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}
