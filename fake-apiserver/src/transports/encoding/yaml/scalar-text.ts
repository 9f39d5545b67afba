import { resolveScalar } from "../../../codec/yaml/yaml-scalar.ts";
import { isPrintable, scalarFormsOf } from "./scalar-forms.ts";

/** Where a text stands. */
export interface ScalarPlace {
  /** Letters before it in its line. */
  readonly column: number;
  /** Blanks before its further lines. */
  readonly indent: number;
  /** Keys stay in one line. */
  readonly isKey: boolean;
}

const widthMax = 80;

/**
 * A text as the real server's YAML has it: as it is, in single quotes where that would be read as something else than
 * a scalar, in double quotes where it would be read as no text, and in lines of its own where it has lines. A line is
 * broken at the first blank behind its 80th letter.
 *
 * @see sigs.k8s.io/yaml/goyaml.v2 encode.go stringv, emitterc.go yaml_emitter_select_scalar_style
 */
export function scalarText(text: string, place: ScalarPlace): string {
  const forms = scalarFormsOf(text);
  if (text.includes("\n")) {
    return forms.block && !place.isKey ? literal(text, place) : doubleQuoted(text, place);
  }
  if (!isReadAsText(text)) return doubleQuoted(text, place);
  if (forms.plain) return folded([...text], place);
  if (!forms.singleQuoted) return doubleQuoted(text, place);
  const letters = [...text].map((letter) => (letter === "'" ? "''" : letter));
  return `'${folded(letters, { ...place, column: place.column + 1 }, true)}'`;
}

const sexagesimal = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const date = /^(\d{4})-(\d\d?)-(\d\d?)$/;
const time = /^([01]?\d|2[0-3]):[0-5]?\d:[0-5]?\d(?:\.\d+)?$/;

function isReadAsText(text: string): boolean {
  if (sexagesimal.test(text) || isTimestamp(text)) return false;
  const resolved = resolveScalar(text, true, undefined);
  return "value" in resolved && typeof resolved.value === "string";
}

/** In the four forms that the library knows. */
function isTimestamp(text: string): boolean {
  if (!/^\d{4}-/.test(text)) return false;
  const [, day = "", separator, rest = "", zone] =
    /^([\d-]+)(?:([Tt ])([\d:.]+)(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  const [, year, month, dayOfMonth] = date.exec(day) ?? [];
  if (year === undefined || !isDay(Number(year), Number(month), Number(dayOfMonth))) return false;
  if (separator === undefined) return true;
  return time.test(rest) && (separator === " ") === (zone === undefined);
}

function isDay(year: number, month: number, day: number): boolean {
  const made = new Date(Date.UTC(year, month - 1, day));
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
}

/** Letters, with a line break for the first of the blanks behind the width. */
function folded(letters: readonly string[], place: ScalarPlace, isQuoted = false): string {
  if (place.isKey || place.column + letters.length <= widthMax) return letters.join("");
  let text = "";
  let { column } = place;
  let wasBlank = false;
  for (const [index, letter] of letters.entries()) {
    const isBlank = letter === " ";
    const isInside = !isQuoted || (index > 0 && index < letters.length - 1);
    if (isBlank && !wasBlank && column > widthMax && isInside && letters[index + 1] !== " ") {
      text += `\n${" ".repeat(place.indent)}`;
      column = place.indent;
    } else {
      text += letter;
      column += letter.length;
    }
    wasBlank = isBlank;
  }
  return text;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["\0", "0"],
  ["\u0007", "a"],
  ["\b", "b"],
  ["\t", "t"],
  ["\n", "n"],
  ["\v", "v"],
  ["\f", "f"],
  ["\r", "r"],
  ["\u001b", "e"],
  ['"', '"'],
  ["\\", "\\"],
  ["\u0085", "N"],
  ["\u2028", "L"],
  ["\u2029", "P"],
]);

function escaped(letter: string): string {
  const short = escapes.get(letter);
  if (short !== undefined) return `\\${short}`;
  if (isPrintable(letter)) return letter;
  const hex = (letter.codePointAt(0) ?? 0).toString(16).toUpperCase();
  if (hex.length <= 2) return `\\x${hex.padStart(2, "0")}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

function doubleQuoted(text: string, { column: start, indent, isKey }: ScalarPlace): string {
  const letters = [...text];
  let quoted = '"';
  let column = start + 1;
  let wasBlank = false;
  for (const [index, letter] of letters.entries()) {
    const isInside = index > 0 && index < letters.length - 1;
    if (letter === " " && !isKey && !wasBlank && column > widthMax && isInside) {
      // A blank at the beginning of a line would be lost.
      const kept = letters[index + 1] === " " ? "\\" : "";
      quoted += `\n${" ".repeat(indent)}${kept}`;
      column = indent + kept.length;
      wasBlank = true;
      continue;
    }
    const shown = escaped(letter);
    quoted += shown;
    column += shown.length;
    wasBlank = letter === " ";
  }
  return `${quoted}"`;
}

/** In lines of its own, from the next one on. */
function literal(text: string, { indent }: ScalarPlace): string {
  const hint = /^[ \n]/.test(text) ? "2" : "";
  const chomping = text.endsWith("\n") ? (/^\n$|\n\n$/.test(text) ? "+" : "") : "-";
  const content = text.endsWith("\n") ? text.slice(0, -1) : text;
  const lines = content
    .split("\n")
    .map((line) => (line === "" ? "" : `${" ".repeat(indent)}${line}`));
  return [`|${hint}${chomping}`, ...lines].join("\n");
}
