import { printJson } from "@informerlab/core";
import { objectOf, type PlainObject } from "../../../codec/json/plain-object.ts";
import { builtInData } from "../../built-in-data.ts";
import type { ObjectSchema } from "../../object-schema.ts";
import type { BackwardWriter } from "./backward-writer.ts";

type WriterLookup = (schema: ObjectSchema) => (out: BackwardWriter, message: PlainObject) => void;

/** Tags of the fields below; all are length-delimited but for those that say otherwise. */
const tags = {
  first: 0x0a,
  second: 0x12,
  third: 0x1a,
  firstNumber: 0x08,
  secondNumber: 0x10,
} as const;

/**
 * The writer of a value whose message Go writes by hand: times, quantities, raw JSON and the flexible parts of schemas.
 * Writes the length, too.
 */
export function flexibleWriterOf(
  schema: ObjectSchema,
  writerOf: WriterLookup,
): (out: BackwardWriter, value: unknown) => void {
  const write = contentWriterOf(schema, writerOf);
  return (out, value) => {
    const before = out.length;
    write(out, value);
    out.varint(out.length - before);
  };
}

function contentWriterOf(
  schema: ObjectSchema,
  writerOf: WriterLookup,
): (out: BackwardWriter, value: unknown) => void {
  switch (schema.type) {
    case "time":
    case "micro-time":
      return writeTime;
    case "quantity":
      return (out, value) => writeText(out, typeof value === "string" ? value : "0", tags.first);
    case "int-or-string":
      return writeIntOrString;
    default:
      return rawWriterOf(schema.goType, writerOf);
  }
}

/** 1 seconds, 2 nanoseconds. A time that was never set is an empty message. */
function writeTime(out: BackwardWriter, value: unknown): void {
  if (typeof value !== "string") return;
  const milliseconds = Date.parse(`${value.slice(0, 19)}Z`);
  const fraction = value.slice(20, value.indexOf("Z"));
  out.varint(fraction === "" ? 0 : Number(fraction.padEnd(9, "0")));
  out.varint(tags.secondNumber);
  out.varint(milliseconds / 1000);
  out.varint(tags.firstNumber);
}

/** 1 type (0 number, 1 text), 2 number, 3 text; all three are always there. */
function writeIntOrString(out: BackwardWriter, value: unknown): void {
  const isText = typeof value === "string";
  writeText(out, isText ? value : "", tags.third);
  out.varint(typeof value === "number" ? value : 0);
  out.varint(tags.secondNumber);
  out.byte(isText ? 1 : 0);
  out.varint(tags.firstNumber);
}

function rawWriterOf(
  goType: string,
  writerOf: WriterLookup,
): (out: BackwardWriter, value: unknown) => void {
  switch (goType) {
    case "v1.JSONSchemaPropsOrBool":
      return (out, value) => {
        const isSchema = typeof value === "object" && value !== null;
        if (isSchema) writeSchema(out, value, tags.second, writerOf);
        // A schema says that it is allowed.
        out.byte(isSchema || value === true ? 1 : 0);
        out.varint(tags.firstNumber);
      };
    case "v1.JSONSchemaPropsOrArray":
      return (out, value) => {
        if (Array.isArray(value)) {
          for (const one of value.toReversed()) writeSchema(out, one, tags.second, writerOf);
        } else writeSchema(out, value, tags.first, writerOf);
      };
    case "v1.JSONSchemaPropsOrStringArray":
      return (out, value) => {
        if (!Array.isArray(value)) {
          writeSchema(out, value, tags.first, writerOf);
          return;
        }
        for (const one of value.toReversed()) writeText(out, String(one), tags.second);
      };
    default:
      return (out, value) => {
        if (value !== undefined && value !== null) {
          writeText(out, printJson(value), tags.first);
        }
      };
  }
}

function writeText(out: BackwardWriter, text: string, tag: number): void {
  out.text(text);
  out.varint(tag);
}

function writeSchema(
  out: BackwardWriter,
  value: unknown,
  tag: number,
  writerOf: WriterLookup,
): void {
  const schema = builtInData().table.named(
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps",
  );
  const before = out.length;
  if (schema !== undefined) writerOf(schema)(out, objectOf(value));
  out.varint(out.length - before);
  out.varint(tag);
}
