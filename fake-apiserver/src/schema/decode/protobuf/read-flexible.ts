import { parseJson } from "@informerlab/core";
import type { Reader } from "protobufjs/minimal.js";
import { parseJson as parseGoJson } from "../../../codec/json/parse-json.ts";
import type { PlainObject } from "../../../codec/json/plain-object.ts";
import { builtInData } from "../../built-in-data.ts";
import type { ObjectSchema } from "../../object-schema.ts";

/** Reads a message of a struct's type. */
type MessageReader = (reader: Reader, end: number, schema: ObjectSchema) => PlainObject;

/** Reads a value whose message Go writes by hand: times, quantities, raw JSON and the flexible parts of schemas. */
export function readFlexible(
  reader: Reader,
  schema: ObjectSchema,
  readMessage: MessageReader,
): unknown {
  const end = reader.uint32() + reader.pos;
  switch (schema.type) {
    case "time":
    case "micro-time":
      return readTime(reader, end, schema.type === "micro-time");
    case "quantity":
      return readOnly(reader, end, () => reader.string()) ?? "0";
    case "int-or-string":
      return readIntOrString(reader, end);
    default:
      return readRaw(reader, end, schema, readMessage);
  }
}

/** The value of field 1. */
function readOnly<T>(reader: Reader, end: number, read: () => T): T | undefined {
  let value: T | undefined;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) value = read();
    else reader.skipType(tag & 7);
  }
  return value;
}

/** 1 seconds, 2 nanoseconds. A time that was never set is an empty message. */
function readTime(reader: Reader, end: number, isMicro: boolean): string | null {
  let seconds: number | undefined;
  let nanos = 0;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) seconds = Number(reader.int64());
    else if (tag >>> 3 === 2) nanos = reader.int32();
    else reader.skipType(tag & 7);
  }
  if (seconds === undefined) return null;
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  return isMicro ? `${text}.${String(Math.trunc(nanos / 1000)).padStart(6, "0")}Z` : `${text}Z`;
}

/** 1 type (0 number, 1 text), 2 number, 3 text. */
function readIntOrString(reader: Reader, end: number): number | string {
  let isText = false;
  let number = 0;
  let text = "";
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) isText = reader.int32() === 1;
    else if (tag >>> 3 === 2) number = reader.int32();
    else if (tag >>> 3 === 3) text = reader.string();
    else reader.skipType(tag & 7);
  }
  return isText ? text : number;
}

function readRaw(
  reader: Reader,
  end: number,
  schema: ObjectSchema,
  readMessage: MessageReader,
): unknown {
  switch (schema.goType) {
    case "v1.JSONSchemaPropsOrBool":
      return readEither(reader, end, {
        readMessage,
        second: (reader) => reader.bool(),
        schemaNumber: 2,
        secondNumber: 1,
      });
    case "v1.JSONSchemaPropsOrArray":
      return readEither(reader, end, {
        readMessage,
        second: undefined,
        schemaNumber: 1,
        secondNumber: 2,
      });
    case "v1.JSONSchemaPropsOrStringArray":
      return readEither(reader, end, {
        readMessage,
        second: (reader) => reader.string(),
        schemaNumber: 1,
        secondNumber: 2,
      });
    default: {
      const text = readOnly(reader, end, () => reader.string());
      return text === undefined || text === "" ? null : readJson(text);
    }
  }
}

/** @throws JsonSyntaxError for a text that is none: the real server breaks at it */
function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return parseGoJson(text).value;
  }
}

interface Either {
  readonly readMessage: MessageReader;
  /** Reads the alternative; undefined: schemas, too. */
  readonly second: ((reader: Reader) => unknown) | undefined;
  readonly schemaNumber: number;
  readonly secondNumber: number;
}

/** A schema, or something else in its place. */
function readEither(
  reader: Reader,
  end: number,
  { readMessage, second, schemaNumber, secondNumber }: Either,
): unknown {
  const schemas: unknown[] = [];
  const others: unknown[] = [];
  while (reader.pos < end) {
    const tag = reader.uint32();
    const number = tag >>> 3;
    if (number === schemaNumber) schemas.push(readSchema(reader, readMessage));
    else if (number === secondNumber)
      others.push(second === undefined ? readSchema(reader, readMessage) : second(reader));
    else reader.skipType(tag & 7);
  }
  if (schemas.length > 0) return schemas[0];
  return typeof others[0] === "boolean" ? others[0] : others;
}

function readSchema(reader: Reader, readMessage: MessageReader): unknown {
  const schema = builtInData().table.named(
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps",
  );
  const end = reader.uint32() + reader.pos;
  return schema === undefined ? {} : readMessage(reader, end, schema);
}
