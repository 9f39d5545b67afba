import type { Int64 } from "@informerlab/core";
import { isWhole } from "../codec/json/kept-number.ts";
import type { ObjectSchema } from "./object-schema.ts";

export function isNumber(value: unknown): value is Int64 {
  return typeof value === "number" || typeof value === "bigint";
}

export function isInteger(value: unknown, format: string | undefined): value is Int64 {
  if (!isWhole(value)) return false;
  return format !== "int32" || (value >= -2_147_483_648 && value <= 2_147_483_647);
}

/** How Go names a JSON value in a mismatch; numbers are quoted where a number was wanted. */
export function goKindOf(
  value: unknown,
  schema: ObjectSchema,
  literal: string | undefined,
): string {
  if (Array.isArray(value)) return "array";
  if (isNumber(value))
    return schema.type === "integer" || schema.type === "number"
      ? `number ${literal ?? value}`
      : "number";
  if (typeof value === "boolean") return "bool";
  return typeof value;
}

/** The same where a type reads itself. */
export function plainGoKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "bigint") return "number";
  return typeof value === "boolean" ? "bool" : typeof value;
}
