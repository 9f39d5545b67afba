import { escapeFieldName, namesOfField } from "../../cel/field-names.ts";
import {
  CelEvaluationError,
  CelList,
  type CelMap,
  type CelValue,
  DataList,
  DataMap,
  type Duration,
  type ListIdentity,
  mapOf,
} from "../../cel/values/cel-value.ts";
import { timestampFromDate, timestampFromText } from "../../cel/values/times.ts";
import { decodeBase64 } from "../../codec/bytes/base64.ts";
import { isWhole } from "../../codec/json/kept-number.ts";
import { entryOf, isPlainObject, type PlainObject } from "../../codec/json/plain-object.ts";
import type { ObjectSchema } from "../object-schema.ts";
import type { DeclType } from "./decl-type.ts";
import { durationOfFormat } from "./format-duration.ts";

/**
 * A JSON value as expressions see it by its schema: integers and doubles are different things there, and times are no texts.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/cel/common/values.go
 */
export function toRuleValue(
  value: unknown,
  schema: ObjectSchema | undefined,
  declared: DeclType | undefined,
): CelValue {
  if (value === null || value === undefined) return null;
  if (schema === undefined) return toDynamicValue(value);
  switch (schema.type) {
    case "struct":
    case "map":
      if (isPlainObject(value)) return toMap(value, schema, declared);
      break;
    case "list":
      if (Array.isArray(value)) return toList(value, schema, declared);
      break;
    case "number":
      if (typeof value === "number" || typeof value === "bigint") return Number(value);
      break;
    case "string":
      if (typeof value === "string") return toText(value, schema.format);
      break;
    default:
      return toDynamicValue(value);
  }
  throw new CelEvaluationError(`invalid data, expected ${schema.goType}`);
}

function toMap(value: PlainObject, schema: ObjectSchema, declared: DeclType | undefined): CelMap {
  if (schema.type === "map") {
    const members = Object.entries(value).map(([name, member]): [string, CelValue] => [
      name,
      toRuleValue(member, schema.elements, declared?.element),
    ]);
    return mapOf(members);
  }
  const members: [string, CelValue][] = [];
  for (const [name, member] of Object.entries(value)) {
    const names = namesOfField(name);
    const field = declared?.fields?.get(names[0] ?? "");
    if (field === undefined) continue;
    const seen = toRuleValue(member, schema.fields?.get(name)?.schema, field);
    for (const each of names) members.push([each, seen]);
  }
  return mapOf(members, declared?.type);
}

function toList(
  items: readonly unknown[],
  schema: ObjectSchema,
  declared: DeclType | undefined,
): CelList {
  const made = items.map((item) => toRuleValue(item, schema.elements, declared?.element));
  return new CelList(made, identityOf(schema));
}

function identityOf({ relationship, listMapKeys = [] }: ObjectSchema): ListIdentity {
  if (relationship === "set") return "whole";
  if (relationship !== "associative") return "place";
  return { keys: listMapKeys.map((key) => escapeFieldName(key) ?? key) };
}

function toText(text: string, format: string | undefined): CelValue {
  const read = format === undefined ? undefined : entryOf(readers, format);
  if (read === undefined) return text;
  const value = read(text);
  if (value === undefined)
    throw new CelEvaluationError(`Invalid ${format} value ${JSON.stringify(text)}`);
  return value;
}

const readers: Readonly<Record<string, (text: string) => CelValue | undefined>> = {
  "date-time": timestampFromText,
  date: timestampFromDate,
  duration: durationOrThrow,
  byte: decodeBase64,
};

function durationOrThrow(text: string): Duration {
  const found = durationOfFormat(text);
  if (typeof found === "string") throw new CelEvaluationError(`Invalid duration ${text}: ${found}`);
  return found;
}

/** A JSON value without a schema. */
export function toDynamicValue(value: unknown): CelValue {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (isWhole(value)) return BigInt(value);
  if (typeof value === "number") return value;
  if (Array.isArray(value)) return new DataList(value.map(toDynamicValue));
  if (!isPlainObject(value)) return null;
  const entries = new Map<string, readonly [CelValue, CelValue]>();
  for (const [name, member] of Object.entries(value))
    entries.set(name, [name, toDynamicValue(member)]);
  return new DataMap(entries);
}
