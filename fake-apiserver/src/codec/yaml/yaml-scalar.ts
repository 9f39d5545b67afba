import { decodeBase64 } from "../base64.ts";
import { keptNumber } from "../kept-number.ts";

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
    (type === "int" && typeof value === "number" && Number.isInteger(value)) ||
    (type === "float" && typeof value === "number");
  if (isRight) return resolved;
  return { problem: `yaml: cannot decode !!${typeOf(value)} \`${text}\` as a !!${type}` };
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return "str";
}

const decimal = /^[-+]?(?:0|[1-9][0-9_]*)$/;
const based = /^[-+]?0(?:b[01_]+|o[0-7_]+|x[0-9a-fA-F_]+|[0-7_]+)$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** Undefined for a text that is no number; one beyond what a double holds stays a text. */
function numberOf(text: string): number | undefined {
  const first = text.charCodeAt(0);
  const mayBeNumber =
    first === 0x2b || first === 0x2d || first === 0x2e || (first >= 0x30 && first <= 0x39);
  if (!mayBeNumber) return undefined;
  if (decimal.test(text)) return keptNumber(text.replaceAll("_", ""));
  if (based.test(text)) return basedNumber(text.replaceAll("_", ""));
  const plain = text.replaceAll("_", "");
  const value = float.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

function basedNumber(text: string): number | undefined {
  const isNegative = text.startsWith("-");
  const digits = /^[-+]/.test(text) ? text.slice(1) : text;
  const value = Number(/^0[box]/.test(digits) ? digits : `0o${digits.slice(1) || "0"}`);
  if (Number.isNaN(value)) return undefined;
  return isNegative ? -value : value;
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
