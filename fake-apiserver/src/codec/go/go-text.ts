import { isWhole } from "../json/kept-number.ts";
import { isPlainObject } from "../json/plain-object.ts";

/** A value of a type that JSON does not have, where JSON is expected: how Go prints it, and what it would be. */
export class GoOnlyValue {
  /** With `%v`. */
  readonly text: string;
  /** With `%#v`. */
  readonly syntax: string;
  /** With `%T`. */
  readonly type: string;
  readonly json: unknown;

  constructor(
    type: string,
    {
      text,
      syntax,
      json,
    }: { readonly text: string; readonly syntax: string; readonly json: unknown },
  ) {
    this.type = type;
    this.text = text;
    this.syntax = syntax;
    this.json = json;
  }
}

/** A value as Go prints it with `%v`: `map[a:1 b:map[c:d]]`. */
export function goMapText(value: unknown): string {
  if (value instanceof GoOnlyValue) return value.text;
  if (Array.isArray(value)) return `[${value.map(goMapText).join(" ")}]`;
  if (isPlainObject(value)) {
    const members = Object.keys(value)
      .sort()
      .map((name) => `${name}:${goMapText(value[name])}`);
    return `map[${members.join(" ")}]`;
  }
  return value === null || value === undefined ? "<nil>" : String(value);
}

/** A value as Go prints it with `%#v`: `map[string]interface {}{"a":1}`. */
export function goSyntaxText(value: unknown): string {
  if (value instanceof GoOnlyValue) return value.syntax;
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntaxText).join(", ")}}`;
  if (!isPlainObject(value))
    return value === null || value === undefined ? "interface {}(nil)" : String(value);
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${goSyntaxText(value[name])}`);
  return `map[string]interface {}{${members.join(", ")}}`;
}

/** A JSON text as Go's encoder leaves it: with nothing that HTML could misread. */
export function htmlSafe(json: string): string {
  return json.replaceAll("<", "\\u003c").replaceAll(">", "\\u003e").replaceAll("&", "\\u0026");
}

/** A double as Go prints it with `%v`: `1.5`, `1e+06`. */
export function goFloatText(value: number): string {
  const [digits = "", power = "0"] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(value);
  return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** A text without a character at its end, however often that stands there. */
export function trimmedEnd(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end -= 1;
  return text.slice(0, end);
}

/** The same at both ends, as `strings.Trim`; in one pass, however many there are. */
export function trimmed(text: string, character: string): string {
  let from = 0;
  while (text[from] === character) from += 1;
  return trimmedEnd(text.slice(from), character);
}

/** What a value is in JSON, as errors of Go's decoder say it. */
export function goJsonType(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

/** The type of a value that came as JSON, as Go prints it with `%T`. */
export function goTypeText(value: unknown): string {
  if (value instanceof GoOnlyValue) return value.type;
  if (Array.isArray(value)) return "[]interface {}";
  if (isPlainObject(value)) return "map[string]interface {}";
  return goScalarType(value);
}

/** The kind of a value that came as JSON, as Go's `reflect.Kind` is printed. */
export function goKindText(value: unknown): string {
  if (Array.isArray(value)) return "slice";
  return isPlainObject(value) ? "map" : goScalarType(value);
}

function goScalarType(value: unknown): string {
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "bigint":
    case "number":
      return isWhole(value) ? "int64" : "float64";
    default:
      return typeof value;
  }
}
