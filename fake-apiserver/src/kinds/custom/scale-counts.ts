import type { Int64 } from "@informerlab/core";
import { isPlainObject, type PlainObject } from "../../codec/json/plain-object.ts";
import { bareInternalError } from "../../request/answer/status-errors.ts";
import { type FieldError, invalid } from "../../schema/field-error.ts";

const int32Max = 2_147_483_647;

/**
 * What is wrong with the count of replicas at `.spec.replicas`: it is a whole number that a Scale can hold.
 *
 * @see apiextensions-apiserver pkg/registry/customresource/validator.go ValidateScaleSpec
 */
export function scaleCountProblems(object: PlainObject, path: string): readonly FieldError[] {
  if (path === "") return [];
  const { value, problem } = nestedValue(object, path);
  if (problem !== undefined) return [invalid(path, 0, problem)];
  if (value === undefined) return [];
  const isWhole = typeof value === "bigint" || Number.isInteger(value);
  if (!isWhole) return [invalid(path, 0, wrongType(path, value, "int64"))];
  const count = value as Int64;
  if (count < 0) return [invalid(path, count, "should be a non-negative integer")];
  return count > int32Max
    ? [invalid(path, count, `should be less than or equal to ${int32Max}`)]
    : [];
}

/**
 * What is wrong with the selector at `.status.selector`: it is a text.
 *
 * @see apiextensions-apiserver pkg/registry/customresource/validator.go ValidateScaleStatus
 */
export function scaleSelectorProblems(object: PlainObject, path: string): readonly FieldError[] {
  if (path === "") return [];
  const { value, problem } = nestedValue(object, path);
  if (problem !== undefined) return [invalid(path, "", problem)];
  if (value === undefined || typeof value === "string") return [];
  return [invalid(path, "", wrongType(path, value, "string"))];
}

/** The count at `.spec.replicas`, as a Scale tells it; undefined where there is none. @throws StatusError 500 for what is no count */
export function scaleCountAt(object: PlainObject, path: string): number | undefined {
  const { value, problem } = nestedValue(object, path);
  if (problem !== undefined) throw bareInternalError(problem);
  if (value === undefined) return undefined;
  if (typeof value !== "bigint" && !Number.isInteger(value))
    throw bareInternalError(wrongType(path, value, "int64"));
  return Number(value) | 0;
}

/** The selector at `.status.selector`, as a Scale tells it. @throws StatusError 500 for what is no text */
export function scaleSelectorAt(object: PlainObject, path: string): string {
  const { value, problem } = path === "" ? {} : nestedValue(object, path);
  if (problem !== undefined) throw bareInternalError(problem);
  if (value === undefined || typeof value === "string") return value ?? "";
  throw bareInternalError(wrongType(path, value, "string"));
}

/** @see apimachinery pkg/apis/meta/v1/unstructured/helpers.go (NestedFieldNoCopy) */
function nestedValue(
  object: PlainObject,
  path: string,
): { readonly value?: unknown; readonly problem?: string } {
  const steps = path.replace(/^\./, "").split(".");
  let value: unknown = object;
  for (const [index, step] of steps.entries()) {
    if (value === undefined || value === null) return {};
    if (!isPlainObject(value)) {
      const place = `.${steps.slice(0, index + 1).join(".")}`;
      return { problem: wrongType(place, value, "map[string]interface{}") };
    }
    value = value[step];
  }
  return { value };
}

function wrongType(path: string, value: unknown, wanted: string): string {
  return `${path} accessor error: ${goText(value)} is of the type ${goTypeOf(value)}, expected ${wanted}`;
}

function goText(value: unknown): string {
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (!isPlainObject(value)) return String(value);
  const members = Object.keys(value).sort();
  return `map[${members.map((name) => `${name}:${goText(value[name])}`).join(" ")}]`;
}

function goTypeOf(value: unknown): string {
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return "[]interface {}";
  if (isPlainObject(value)) return "map[string]interface {}";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "int64";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  return typeof value;
}
