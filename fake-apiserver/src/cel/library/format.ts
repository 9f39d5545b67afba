import { toUtf8 } from "../../codec/base64.ts";
import { spendWork } from "../../codec/work-budget.ts";
import {
  CelEvaluationError,
  CelList,
  CelMap,
  type CelValue,
  Duration,
  Timestamp,
  Uint,
} from "../values/cel-value.ts";
import { runtimeTypeName, typeOf } from "../values/type-of.ts";
import { textOfValue } from "./conversions.ts";
import { clauseRules, FormatError, type FormatPiece, parseFormat } from "./format-clauses.ts";

/** `"%s".format([…])`. @throws CelEvaluationError */
export function formatText(format: string, values: readonly CelValue[]): string {
  let at = 0;
  const write = (piece: FormatPiece): string =>
    piece.kind === "text"
      ? piece.text
      : clauseText(piece.clause, piece.precision, values[at++] ?? null);
  try {
    return parseFormat(format, values.length).map(write).join("");
  } catch (error) {
    if (error instanceof FormatError) throw new CelEvaluationError(error.message);
    throw error;
  }
}

function clauseText(clause: string, precision: number | undefined, value: CelValue): string {
  const rule = clauseRules[clause.toLowerCase()];
  const { kind } = typeOf(value);
  const isDouble = clause === "f" || clause === "e";
  const isSpecial = typeof value === "string" && /^(NaN|-?Infinity)$/.test(value);
  if (rule?.kinds.includes(kind) !== true || (isDouble && kind === "string" && !isSpecial)) {
    throw new CelEvaluationError(
      `error during formatting: ${rule?.refusal} ${runtimeTypeName(typeOf(value))}`,
    );
  }
  switch (clause) {
    case "s":
      return plainText(value);
    case "f":
      return doubleText(Number(value), (number) => number.toFixed(precision ?? 6));
    case "e":
      return doubleText(Number(value), (number) => exponentText(number, precision ?? 6));
    case "x":
    case "X":
      return hexText(value, clause === "X");
    default:
      return integerOf(value).toString(clause === "b" ? 2 : clause === "o" ? 8 : 10);
  }
}

function integerOf(value: CelValue): bigint {
  if (value instanceof Uint) return value.value;
  return typeof value === "bigint" ? value : BigInt(value === true ? 1 : 0);
}

function doubleText(value: number, write: (value: number) => string): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  return write(value);
}

function exponentText(value: number, precision: number): string {
  const [digits = "", power = ""] = value.toExponential(precision).split("e");
  return `${digits}\u202f×\u202f10${superscript(power)}`;
}

function superscript(power: string): string {
  const sign = power.startsWith("-") ? "⁻" : "⁺";
  const digits = power.slice(1).padStart(2, "0");
  const raised = [...digits].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]);
  return (sign === "⁻" ? sign : "") + raised.join("");
}

function hexText(value: CelValue, isUpper: boolean): string {
  const bytes = typeof value === "string" ? toUtf8(value) : value;
  const text =
    bytes instanceof Uint8Array
      ? Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
      : integerOf(value).toString(16);
  return isUpper ? text.toUpperCase() : text;
}

/** What `%s` writes. */
function plainText(value: CelValue): string {
  if (value === null) return "null";
  if (value instanceof CelList) return `[${value.items.map(literalText).join(", ")}]`;
  if (!(value instanceof CelMap)) return textOfValue(value);
  const members = [...value.entries.values()].map(
    ([key, member]) => [literalText(key), literalText(member)] as const,
  );
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${key}:${member}`).join(", ")}}`;
}

/** A value inside of a list or map, as a literal. */
function literalText(value: CelValue): string {
  spendWork(2);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return Number.isFinite(value) ? value.toFixed(6) : `"${value}"`;
  if (value instanceof Timestamp) return `timestamp("${textOfValue(value)}")`;
  if (value instanceof Duration) return `duration("${textOfValue(value)}")`;
  if (value instanceof Uint8Array) return `b${JSON.stringify(textOfValue(value))}`;
  return plainText(value);
}
