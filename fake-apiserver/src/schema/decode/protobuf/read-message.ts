import type { Reader } from "protobufjs/minimal.js";
import { encodeBase64 } from "../../../codec/bytes/base64.ts";
import { keptNumber } from "../../../codec/json/kept-number.ts";
import { type PlainObject, setMember } from "../../../codec/json/plain-object.ts";
import type { FieldSchema, ObjectSchema } from "../../object-schema.ts";
import { readFlexible } from "./read-flexible.ts";

/** Fields of a message by number; fields of embedded Go structs are in a message of their own. */
type Numbers = ReadonlyMap<number, { readonly field?: FieldSchema; readonly embedded?: Numbers }>;

const numbersBySchema = new WeakMap<ObjectSchema, Numbers>();

const lengthDelimited = 2;

/** Reads a message of a struct's type up to `end` as JSON value. Unknown fields are passed over, as Go does. */
export function readMessage(reader: Reader, end: number, schema: ObjectSchema): PlainObject {
  const result: Record<string, unknown> = {};
  readFields(reader, end, numbersOf(schema), result);
  return result;
}

function readFields(
  reader: Reader,
  end: number,
  numbers: Numbers,
  result: Record<string, unknown>,
): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    const entry = numbers.get(tag >>> 3);
    if (entry?.embedded !== undefined)
      readFields(reader, reader.uint32() + reader.pos, entry.embedded, result);
    else if (entry?.field !== undefined) readField(reader, tag & 7, entry.field, result);
    else reader.skipType(tag & 7);
  }
}

function readField(
  reader: Reader,
  wireType: number,
  { name, schema }: FieldSchema,
  result: Record<string, unknown>,
): void {
  if (schema.type === "list" && schema.elements !== undefined) {
    result[name] ??= [];
    const list = result[name] as unknown[];
    if (wireType === lengthDelimited && isNumeric(schema.elements)) {
      const end = reader.uint32() + reader.pos;
      while (reader.pos < end) list.push(readValue(reader, schema.elements));
    } else list.push(readValue(reader, schema.elements));
  } else if (schema.type === "map" && schema.elements !== undefined) {
    result[name] ??= {};
    const map = result[name] as Record<string, unknown>;
    const [key, value] = readEntry(reader, schema.elements);
    setMember(map, key, value);
  } else result[name] = readValue(reader, schema);
}

function isNumeric({ type }: ObjectSchema): boolean {
  return type === "integer" || type === "boolean" || type === "number";
}

/** One pair of a map: 1 key, 2 value. */
function readEntry(reader: Reader, elements: ObjectSchema): readonly [string, unknown] {
  const end = reader.uint32() + reader.pos;
  let key = "";
  let value: unknown;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) key = reader.string();
    else if (tag >>> 3 === 2)
      value =
        elements.type === "list" ? readWrappedList(reader, elements) : readValue(reader, elements);
    else reader.skipType(tag & 7);
  }
  return [key, value ?? null];
}

/** A list as the value of a map is a message with the list as its only field. */
function readWrappedList(reader: Reader, { elements }: ObjectSchema): readonly unknown[] {
  const end = reader.uint32() + reader.pos;
  const list: unknown[] = [];
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1 && elements !== undefined) list.push(readValue(reader, elements));
    else reader.skipType(tag & 7);
  }
  return list;
}

function readValue(reader: Reader, schema: ObjectSchema): unknown {
  switch (schema.type) {
    case "string":
      return reader.string();
    case "boolean":
      return reader.bool();
    case "integer":
      return schema.format === "int64" ? keptNumber(String(reader.int64())) : reader.int32();
    case "number":
      return reader.double();
    case "bytes":
      return encodeBase64(reader.bytes());
    case "struct":
      return readMessage(reader, reader.uint32() + reader.pos, schema);
    default:
      return readFlexible(reader, schema, readMessage);
  }
}

function numbersOf(schema: ObjectSchema): Numbers {
  let numbers = numbersBySchema.get(schema);
  if (numbers === undefined) {
    numbers = numberFields(
      [...(schema.fields?.values() ?? [])].map((field) => ({ field, path: field.numbers })),
    );
    numbersBySchema.set(schema, numbers);
  }
  return numbers;
}

function numberFields(
  fields: readonly { readonly field: FieldSchema; readonly path: readonly number[] }[],
): Numbers {
  const numbers = new Map<number, { readonly field?: FieldSchema; readonly embedded?: Numbers }>();
  for (const { field, path } of fields) {
    const [number, ...rest] = path;
    if (number === undefined || numbers.has(number)) continue;
    if (rest.length === 0) numbers.set(number, { field });
    else {
      const embedded = fields
        .filter((other) => other.path[0] === number)
        .map((other) => ({ field: other.field, path: other.path.slice(1) }));
      numbers.set(number, { embedded: numberFields(embedded) });
    }
  }
  return numbers;
}
