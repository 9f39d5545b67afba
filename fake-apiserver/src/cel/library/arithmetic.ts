import { spendWork } from "../../codec/work-budget.ts";
import type { Implementation, LibraryTable } from "../check/environment.ts";
import {
  CelEvaluationError,
  CelList,
  type CelValue,
  Duration,
  Timestamp,
  Uint,
} from "../values/cel-value.ts";
import { identityText } from "../values/equality.ts";
import { asBytes, asDuration, asInt, asList, asText, asTimestamp } from "./arguments.ts";

/** A 64-bit integer, or an error. */
export function checkedInt(value: bigint, problem = "integer overflow"): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new CelEvaluationError(problem);
  return value;
}

function checkedUint(value: bigint): Uint {
  if (BigInt.asUintN(64, value) !== value)
    throw new CelEvaluationError("unsigned integer overflow");
  return new Uint(value);
}

function checkedTimestamp(nanos: bigint): Timestamp {
  if (nanos < -62_135_596_800_000_000_000n || nanos > 253_402_300_799_999_999_999n)
    throw new CelEvaluationError("timestamp overflow");
  return new Timestamp(nanos);
}

function checkedDuration(nanos: bigint): Duration {
  return new Duration(checkedInt(nanos, "duration overflow"));
}

function ints(run: (a: bigint, b: bigint) => bigint): Implementation {
  return ([a, b]) => checkedInt(run(asInt(a), asInt(b)));
}

function uints(run: (a: bigint, b: bigint) => bigint): Implementation {
  return ([a, b]) => checkedUint(run(asUint(a), asUint(b)));
}

function asUint(value: CelValue | undefined): bigint {
  return value instanceof Uint ? value.value : 0n;
}

function doubles(run: (a: number, b: number) => number): Implementation {
  return ([a, b]) => run(Number(a), Number(b));
}

function notZero(divisor: bigint, problem: string): bigint {
  if (divisor === 0n) throw new CelEvaluationError(problem);
  return divisor;
}

const divide = (a: bigint, b: bigint): bigint => a / notZero(b, "division by zero");
const modulo = (a: bigint, b: bigint): bigint => a % notZero(b, "modulus by zero");

const addBytes: Implementation = ([a, b]) => {
  const [left, right] = [asBytes(a), asBytes(b)];
  const sum = new Uint8Array(left.length + right.length);
  sum.set(left);
  sum.set(right, left.length);
  return sum;
};

const addTimes: Implementation = ([a, b]) => {
  const [moment, span] =
    a instanceof Timestamp ? [a, asDuration(b)] : [asTimestamp(b), asDuration(a)];
  return checkedTimestamp(moment.nanos + span.nanos);
};

/**
 * A list with the items of another. To a set only what is new is added; in a list with keys an item takes the place of
 * the one that has its keys.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/cel/common/values.go
 */
function joined(list: CelList, more: CelList): CelList {
  const { identity } = list;
  if (identity === "place") return list.concat(more.items);
  spendWork(list.length + more.length);
  const items = [...list.items];
  const places = new Map(items.map((item, i) => [identityText(item, list), i]));
  for (const item of more.items) {
    const name = identityText(item, list);
    const place = places.get(name);
    if (place === undefined) places.set(name, items.push(item) - 1);
    else items[place] = item;
  }
  return new CelList(items, identity);
}

/** Sums, differences and the like. */
export const arithmetic: LibraryTable = {
  "_+_": [
    ["add_bytes", "bytes bytes -> bytes", addBytes],
    ["add_double", "double double -> double", doubles((a, b) => a + b)],
    [
      "add_duration_duration",
      "duration duration -> duration",
      ([a, b]) => checkedDuration(asDuration(a).nanos + asDuration(b).nanos),
    ],
    ["add_duration_timestamp", "duration timestamp -> timestamp", addTimes],
    ["add_timestamp_duration", "timestamp duration -> timestamp", addTimes],
    ["add_int64", "int int -> int", ints((a, b) => a + b)],
    ["add_list", "list(A) list(A) -> list(A)", ([a, b]) => joined(asList(a), asList(b))],
    ["add_string", "string string -> string", ([a, b]) => asText(a) + asText(b)],
    ["add_uint64", "uint uint -> uint", uints((a, b) => a + b)],
  ],
  "_-_": [
    ["subtract_double", "double double -> double", doubles((a, b) => a - b)],
    [
      "subtract_duration_duration",
      "duration duration -> duration",
      ([a, b]) => checkedDuration(asDuration(a).nanos - asDuration(b).nanos),
    ],
    ["subtract_int64", "int int -> int", ints((a, b) => a - b)],
    [
      "subtract_timestamp_duration",
      "timestamp duration -> timestamp",
      ([a, b]) => checkedTimestamp(asTimestamp(a).nanos - asDuration(b).nanos),
    ],
    [
      "subtract_timestamp_timestamp",
      "timestamp timestamp -> duration",
      ([a, b]) => checkedDuration(asTimestamp(a).nanos - asTimestamp(b).nanos),
    ],
    ["subtract_uint64", "uint uint -> uint", uints((a, b) => a - b)],
  ],
  "_*_": [
    ["multiply_double", "double double -> double", doubles((a, b) => a * b)],
    ["multiply_int64", "int int -> int", ints((a, b) => a * b)],
    ["multiply_uint64", "uint uint -> uint", uints((a, b) => a * b)],
  ],
  "_/_": [
    ["divide_double", "double double -> double", doubles((a, b) => a / b)],
    ["divide_int64", "int int -> int", ints(divide)],
    ["divide_uint64", "uint uint -> uint", uints(divide)],
  ],
  "_%_": [
    ["modulo_int64", "int int -> int", ints(modulo)],
    ["modulo_uint64", "uint uint -> uint", uints(modulo)],
  ],
  "-_": [
    ["negate_double", "double -> double", ([a]) => -Number(a)],
    ["negate_int64", "int -> int", ([a]) => checkedInt(-asInt(a))],
  ],
};
