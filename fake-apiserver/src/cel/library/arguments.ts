import {
  CelEvaluationError,
  CelList,
  CelMap,
  type CelValue,
  Duration,
  Optional,
  Timestamp,
} from "../values/cel-value.ts";

// The checker or the choice of the overload has made sure of the types; these only tell the compiler.

function mismatch(): never {
  throw new CelEvaluationError("no such overload");
}

export function asText(value: CelValue | undefined): string {
  return typeof value === "string" ? value : mismatch();
}

export function asInt(value: CelValue | undefined): bigint {
  return typeof value === "bigint" ? value : mismatch();
}

export function asList(value: CelValue | undefined): CelList {
  return value instanceof CelList ? value : mismatch();
}

export function asMap(value: CelValue | undefined): CelMap {
  return value instanceof CelMap ? value : mismatch();
}

export function asBytes(value: CelValue | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : mismatch();
}

export function asOptional(value: CelValue | undefined): Optional {
  return value instanceof Optional ? value : mismatch();
}

export function asTimestamp(value: CelValue | undefined): Timestamp {
  return value instanceof Timestamp ? value : mismatch();
}

export function asDuration(value: CelValue | undefined): Duration {
  return value instanceof Duration ? value : mismatch();
}

/** A list of texts. */
export function textList(texts: readonly string[]): CelList {
  return new CelList([...texts]);
}
