import { fromUtf8, toUtf8 } from "../../codec/bytes/base64.ts";
import type { Implementation, LibraryTable } from "../check/environment.ts";
import { type CelType, celTypes, mapType } from "../types/cel-type.ts";
import {
  CelEvaluationError,
  type CelValue,
  Duration,
  Timestamp,
  TypeValue,
  Uint,
} from "../values/cel-value.ts";
import {
  durationFromText,
  durationText,
  secondsOf,
  timestampFromText,
  timestampOf,
  timestampText,
} from "../values/times.ts";
import { runtimeTypeName, typeOf } from "../values/type-of.ts";
import { checkedInt } from "./arithmetic.ts";

const self: Implementation = ([value = null]) => value;

function failure(value: CelValue, to: CelType): never {
  throw new CelEvaluationError(
    `type conversion error from '${runtimeTypeName(typeOf(value))}' to '${runtimeTypeName(to)}'`,
  );
}

/** No more digits than 64 bits have: more would be read in more than their number's time. */
const wholeNumber = /^[+-]?0*\d{1,20}$/;

const toInt: Implementation = ([value = null]) => {
  if (typeof value === "string" && wholeNumber.test(value)) {
    const number = BigInt(value.replace(/^\+/, ""));
    if (BigInt.asIntN(64, number) === number) return number;
  }
  if (typeof value === "number") {
    const isInside = value > -(2 ** 63) && value < 2 ** 63;
    if (!isInside) throw new CelEvaluationError("integer overflow");
    return BigInt(Math.trunc(value));
  }
  if (value instanceof Uint) return checkedInt(value.value);
  if (value instanceof Timestamp) return secondsOf(value);
  if (value instanceof Duration) return value.nanos;
  return failure(value, celTypes.int);
};

const toUint: Implementation = ([value = null]) => {
  if (typeof value === "string" && !/^[+-]/.test(value) && wholeNumber.test(value)) {
    const number = BigInt(value);
    if (BigInt.asUintN(64, number) === number) return new Uint(number);
  }
  if (typeof value === "number" || typeof value === "bigint") {
    const whole = typeof value === "bigint" ? value : wholeOf(value);
    if (whole < 0n || BigInt.asUintN(64, whole) !== whole)
      throw new CelEvaluationError("unsigned integer overflow");
    return new Uint(whole);
  }
  return failure(value, celTypes.uint);
};

function wholeOf(value: number): bigint {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : -1n;
}

const toDouble: Implementation = ([value = null]) => {
  if (value instanceof Uint) return Number(value.value);
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "string") return failure(value, celTypes.double);
  // Go lets digits be apart by underscores.
  const written = value.replaceAll(/(?<=\d)_(?=\d)/g, "");
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(written)) return Number(written);
  const special = /^([+-]?)(inf|infinity)$/i.exec(value);
  if (special !== null)
    return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^nan$/i.test(value) ? Number.NaN : failure(value, celTypes.double);
};

const toBool: Implementation = ([value = null]) => {
  if (typeof value === "string" && /^(1|t|T|TRUE|true|True)$/.test(value)) return true;
  if (typeof value === "string" && /^(0|f|F|FALSE|false|False)$/.test(value)) return false;
  return failure(value, celTypes.bool);
};

const toText: Implementation = ([value = null]) => textOfValue(value);

/** A value as `string(…)` writes it. */
export function textOfValue(value: CelValue): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return doubleText(value);
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  if (value instanceof TypeValue) return runtimeTypeName(value.type);
  if (!(value instanceof Uint8Array)) return failure(value, celTypes.string);
  const text = fromUtf8(value);
  if (!equalBytes(toUtf8(text), value))
    throw new CelEvaluationError("invalid UTF-8 in bytes, cannot convert to string");
  return text;
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** A double as Go's `%g` with the fewest digits writes it. */
function doubleText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [digits = "", power = ""] = value.toExponential().split("e");
  if (Number(power) >= -4 && Number(power) < 6) return String(value);
  const sign = power.startsWith("-") ? "-" : "+";
  return `${digits}e${sign}${power.slice(1).padStart(2, "0")}`;
}

const toTimestamp: Implementation = ([value = null]) => {
  if (typeof value === "bigint") {
    const found = timestampOf(value);
    if (found === undefined) throw new CelEvaluationError("timestamp overflow");
    return found;
  }
  const found = typeof value === "string" ? timestampFromText(value) : undefined;
  return found ?? failure(value, celTypes.timestamp);
};

const toDuration: Implementation = ([value = null]) => {
  if (typeof value === "bigint") return new Duration(value);
  const found = typeof value === "string" ? durationFromText(value) : undefined;
  return found ?? failure(value, celTypes.duration);
};

/** Custom resources and what is inside of them are maps once an expression runs. */
function seenType(value: CelValue): CelType {
  const type = typeOf(value);
  return type.kind === "struct" && type.isOpen !== true ? anyMap : type;
}

const anyMap = mapType(celTypes.dyn, celTypes.dyn);

/** Conversions between the types of the language. */
export const conversions: LibraryTable = {
  type: [["type", "A -> typeOf(A)", ([value = null]) => new TypeValue(seenType(value))]],
  dyn: [["to_dyn", "A -> dyn", self]],
  bool: [
    ["bool_to_bool", "bool -> bool", self],
    ["string_to_bool", "string -> bool", toBool],
  ],
  bytes: [
    ["bytes_to_bytes", "bytes -> bytes", self],
    ["string_to_bytes", "string -> bytes", ([text]) => toUtf8(String(text))],
  ],
  double: [
    ["double_to_double", "double -> double", self],
    ["int64_to_double", "int -> double", toDouble],
    ["string_to_double", "string -> double", toDouble],
    ["uint64_to_double", "uint -> double", toDouble],
  ],
  duration: [
    ["duration_to_duration", "duration -> duration", self],
    ["int64_to_duration", "int -> duration", toDuration],
    ["string_to_duration", "string -> duration", toDuration],
  ],
  int: [
    ["int64_to_int64", "int -> int", self],
    ["double_to_int64", "double -> int", toInt],
    ["duration_to_int64", "duration -> int", toInt],
    ["string_to_int64", "string -> int", toInt],
    ["timestamp_to_int64", "timestamp -> int", toInt],
    ["uint64_to_int64", "uint -> int", toInt],
  ],
  string: [
    ["string_to_string", "string -> string", self],
    ["bool_to_string", "bool -> string", toText],
    ["bytes_to_string", "bytes -> string", toText],
    ["double_to_string", "double -> string", toText],
    ["duration_to_string", "duration -> string", toText],
    ["int64_to_string", "int -> string", toText],
    ["timestamp_to_string", "timestamp -> string", toText],
    ["uint64_to_string", "uint -> string", toText],
  ],
  timestamp: [
    ["timestamp_to_timestamp", "timestamp -> timestamp", self],
    ["int64_to_timestamp", "int -> timestamp", toTimestamp],
    ["string_to_timestamp", "string -> timestamp", toTimestamp],
  ],
  uint: [
    ["uint64_to_uint64", "uint -> uint", self],
    ["double_to_uint64", "double -> uint", toUint],
    ["int64_to_uint64", "int -> uint", toUint],
    ["string_to_uint64", "string -> uint", toUint],
  ],
};
