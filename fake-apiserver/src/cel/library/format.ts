import { toUtf8 } from "../../codec/bytes/base64.ts";
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
import { compare } from "../values/equality.ts";
import { runtimeTypeName, typeOf } from "../values/type-of.ts";
import { textOfValue } from "./conversions.ts";
import { exponentText, fixedText, groupedText } from "./double-text.ts";
import { clauseRules, FormatError, type FormatPiece, parseFormat } from "./format-clauses.ts";
import { quotedText } from "./quoted-text.ts";

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
      return doubleText(Number(value), (number) => groupedText(number, precision ?? 6));
    case "e":
      return doubleText(Number(value), exponentText);
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
  members.sort(([a], [b]) => compare(a, b) ?? 0);
  return `{${members.map(([key, member]) => `${key}:${member}`).join(", ")}}`;
}

/** A value inside of a list or map, as a literal. */
function literalText(value: CelValue): string {
  spendWork(2);
  if (typeof value === "string") return quotedText(value);
  if (typeof value === "number")
    return Number.isFinite(value) ? fixedText(value, 6) : `"${textOfValue(value)}"`;
  if (value instanceof Timestamp) return `timestamp("${textOfValue(value)}")`;
  if (value instanceof Duration) return `duration("${textOfValue(value)}")`;
  if (value instanceof Uint8Array) return `b${quotedText(textOfValue(value))}`;
  return plainText(value);
}
