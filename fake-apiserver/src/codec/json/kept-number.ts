import { type Int64, jsonNumber } from "@informerlab/core";

/** A number beyond the largest double, in the words of Go's JSON decoder. */
export class NumberRangeError extends Error {
  override readonly name = "NumberRangeError";
  readonly text: string;

  constructor(text: string, place = "Go value") {
    super(`json: cannot unmarshal number ${text} into ${place} of type float64`);
    this.text = text;
  }
}

/**
 * A number as the real server keeps it: an int64 exactly, anything else as the nearest double.
 *
 * @throws NumberRangeError
 * @see apimachinery pkg/util/json/json.go
 */
export function keptNumber(text: string): Int64 {
  const value = jsonNumber(text);
  if (typeof value === "bigint" || Number.isFinite(value)) return value;
  throw new NumberRangeError(text);
}

/**
 * True for what counts as an integer: every int64, and of the doubles those that no neighbour could be taken for.
 *
 * @see go-openapi swag IsFloat64AJSONInteger
 */
export function isWhole(value: unknown): value is Int64 {
  return typeof value === "bigint" || Number.isSafeInteger(value);
}
