import { type Int64, jsonNumber } from "@informerlab/core";
import { decodeBase64 } from "../bytes/base64.ts";
import { isWhole } from "../json/kept-number.ts";

/** What a scalar says, or why it cannot say it. */
export type ScalarValue = { readonly value: unknown } | { readonly problem: string };

const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map(
    (word) => [word, true] as const,
  ),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map(
    (word) => [word, false] as const,
  ),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
]);

const infinities: ReadonlyMap<string, string> = new Map([
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, "+Inf"] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, "-Inf"] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, "NaN"] as const),
]);

/**
 * Reads a scalar as the real server does, whose library follows YAML 1.1 with exceptions of its own: `yes` is a
 * boolean and `017` is fifteen, but `1:30` and dates stay texts.
 *
 * @param tag the full name of an explicit tag, `undefined` for none
 * @see sigs.k8s.io/yaml/goyaml.v2 resolve.go
 */
export function resolveScalar(
  text: string,
  isPlain: boolean,
  tag: string | undefined,
): ScalarValue {
  switch (tag) {
    case undefined:
      return isPlain ? resolvePlain(text) : { value: text };
    case "tag:yaml.org,2002:str":
      return { value: text };
    case "tag:yaml.org,2002:binary":
      return decodeBinary(text);
    case "tag:yaml.org,2002:null":
    case "tag:yaml.org,2002:bool":
    case "tag:yaml.org,2002:int":
    case "tag:yaml.org,2002:float":
      return resolveTagged(text, tag.slice(tag.lastIndexOf(":") + 1));
    default:
      return { value: text };
  }
}

function resolvePlain(text: string): ScalarValue {
  const word = words.get(text);
  if (word !== undefined) return { value: word };
  const infinity = infinities.get(text);
  if (infinity !== undefined) return { problem: `json: unsupported value: ${infinity}` };
  return { value: numberOf(text) ?? text };
}

function resolveTagged(text: string, type: string): ScalarValue {
  const resolved = resolvePlain(text);
  if ("problem" in resolved) return resolved;
  const { value } = resolved;
  const isRight =
    (type === "null" && value === null) ||
    (type === "bool" && typeof value === "boolean") ||
    (type === "int" && isWhole(value));
  if (isRight) return resolved;
  if (type === "float" && (typeof value === "number" || typeof value === "bigint"))
    return { value: Number(value) };
  return { problem: `yaml: cannot decode !!${typeOf(value)} \`${text}\` as a !!${type}` };
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return "bool";
  if (isWhole(value)) return "int";
  return typeof value === "number" ? "float" : "str";
}

const decimal = /^[-+]?(?:0|[1-9][0-9_]*)$/;
const based = /^[-+]?0(?:b[01_]+|o[0-7_]+|x[0-9a-fA-F_]+|[0-7_]+)$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** Undefined for a text that is no number; one beyond what a double holds stays a text. */
function numberOf(text: string): Int64 | undefined {
  const first = text.charCodeAt(0);
  const mayBeNumber =
    first === 0x2b || first === 0x2d || first === 0x2e || (first >= 0x30 && first <= 0x39);
  if (!mayBeNumber) return undefined;
  const plain = text.replaceAll("_", "");
  if (based.test(text)) return basedNumber(plain);
  if (!decimal.test(text) && !float.test(plain)) return undefined;
  const value = jsonNumber(plain);
  return typeof value === "bigint" || Number.isFinite(value) ? value : undefined;
}

/** More digits than 64 bits have in any base. */
const basedLengthMax = 70;

/** An int64, or a double for a uint64 beyond; what is larger stays a text. */
function basedNumber(text: string): Int64 | undefined {
  if (text.length > basedLengthMax) return undefined;
  const digits = /^[-+]/.test(text) ? text.slice(1) : text;
  const based = /^0[box]/.test(digits) ? digits : `0o${digits.slice(1) || "0"}`;
  // `08` is no octal number.
  if (Number.isNaN(Number(based))) return undefined;
  const value = text.startsWith("-") ? -BigInt(based) : BigInt(based);
  if (BigInt.asIntN(64, value) === value) return jsonNumber(String(value));
  return BigInt.asUintN(64, value) === value ? Number(value) : undefined;
}

function decodeBinary(text: string): ScalarValue {
  const compact = text.replace(/\s+/g, "");
  const bytes = decodeBase64(compact);
  const escaped = bytes?.reduce((all, byte) => `${all}%${byte.toString(16).padStart(2, "0")}`, "");
  try {
    if (escaped !== undefined) return { value: decodeURIComponent(escaped) };
  } catch {
    // The bytes are no UTF-8.
  }
  return { problem: "yaml: !!binary value contains invalid base64 data" };
}
