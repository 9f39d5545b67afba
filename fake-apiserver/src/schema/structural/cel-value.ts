import { isPlainObject, setMember } from "../../codec/plain-object.ts";
import { millisecondsOf } from "../../codec/time-text.ts";
import type { ObjectSchema } from "../object-schema.ts";

/** A JSON value as CEL sees it by its schema: integers and doubles are different things there, and times are no texts. */
export function toCelValue(value: unknown, schema: ObjectSchema | undefined): unknown {
  if (value === null || value === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => toCelValue(item, schema?.elements));
  if (isPlainObject(value)) {
    const result: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(value)) {
      setMember(
        result,
        name,
        toCelValue(member, schema?.fields?.get(name)?.schema ?? schema?.elements),
      );
    }
    return result;
  }
  if (typeof value === "number")
    return schema?.type !== "number" && Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value === "string" && (schema?.format === "date-time" || schema?.format === "date")) {
    const milliseconds = millisecondsOf(value);
    return milliseconds === undefined ? value : new Date(milliseconds);
  }
  return value;
}
