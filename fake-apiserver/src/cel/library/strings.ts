import { spendWork } from "../../codec/work-budget.ts";
import type { Implementation, LibraryTable } from "../check/environment.ts";
import { CelEvaluationError, type CelValue } from "../values/cel-value.ts";
import { lengthOf } from "../values/size.ts";
import { asInt, asList, asText, textList } from "./arguments.ts";
import { formatText } from "./format.ts";
import { escapes } from "./quoted-text.ts";
import { patternOf } from "./standard.ts";

function outOfRange(index: bigint | number): never {
  throw new CelEvaluationError(`index out of range: ${index}`);
}

/** Of what JavaScript takes for blank Go has another opinion about two letters. */
function trimmed(text: string): string {
  const isBlank = (letter = "x"): boolean =>
    letter === "\u0085" || (letter !== "\ufeff" && letter.trim() === "");
  let [from, to] = [0, text.length];
  while (from < to && isBlank(text[from])) from++;
  while (to > from && isBlank(text[to - 1])) to--;
  return text.slice(from, to);
}

const charAt: Implementation = ([text, index]) => {
  const whole = asText(text);
  const at = Number(asInt(index));
  if (at < 0 || (at > whole.length / 2 && at > lengthOf(whole))) return outOfRange(at);
  const letter = whole.codePointAt(unitsBefore(whole, at));
  return letter === undefined ? "" : String.fromCodePoint(letter);
};

/** Places are counted in code points, those of the platform in its own units. */
function unitsBefore(text: string, count: number): number {
  let units = 0;
  for (let i = 0; i < count && units < text.length; i++)
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  return units;
}

const indexOf: Implementation = ([text, part, offset = 0n]) => {
  const [whole, wanted, from] = [asText(text), asText(part), Number(asInt(offset))];
  if (wanted === "") return asInt(offset);
  if (from < 0) return outOfRange(from);
  const found = whole.indexOf(wanted, unitsBefore(whole, from));
  return found < 0 ? -1n : BigInt(lengthOf(whole.slice(0, found)));
};

const lastIndexOf: Implementation = ([text, part, offset]) => {
  const [whole, wanted] = [asText(text), asText(part)];
  const length = lengthOf(whole);
  if (offset === undefined && wanted === "") return BigInt(length);
  if (offset === undefined && whole.length < wanted.length) return -1n;
  const from = offset === undefined ? length - 1 : Number(asInt(offset));
  if (wanted === "") return BigInt(from);
  if (from < 0) return outOfRange(from);
  if (from >= length) return -1n;
  const found = whole.lastIndexOf(wanted, unitsBefore(whole, from));
  return found < 0 ? -1n : BigInt(lengthOf(whole.slice(0, found)));
};

const substring: Implementation = ([text, start, end]) => {
  const letters = [...asText(text)];
  const from = asInt(start);
  const to = end === undefined ? BigInt(letters.length) : asInt(end);
  if (end !== undefined && from > to) {
    throw new CelEvaluationError(`invalid substring range. start: ${from}, end: ${to}`);
  }
  if (from < 0n || from > BigInt(letters.length)) return outOfRange(from);
  if (to < 0n || to > BigInt(letters.length)) return outOfRange(to);
  return letters.slice(Number(from), Number(to)).join("");
};

/** Go splits by nothing into letters, and counts what is left as the last part. */
function splitText(text: string, separator: string, limit: number): readonly string[] {
  if (limit === 0) return [];
  const parts = separator === "" ? [...text] : text.split(separator);
  if (limit < 0 || parts.length <= limit) return parts;
  const kept = parts.slice(0, limit - 1);
  return [...kept, parts.slice(limit - 1).join(separator)];
}

function replaceText(text: string, old: string, by: string, limit: number): string {
  // What is made can be the product of both texts.
  const places = old === "" ? text.length + 1 : text.split(old).length - 1;
  spendWork((Math.min(places, limit < 0 ? places : limit) * by.length) / 40);
  if (limit < 0 && old !== "") return text.split(old).join(by);
  const most = limit < 0 ? Number.POSITIVE_INFINITY : limit;
  if (old === "") {
    const letters = [...text];
    const made = letters.map((letter, i) => (i < most ? by : "") + letter);
    return made.join("") + (letters.length < most ? by : "");
  }
  const parts = splitText(text, old, most + 1);
  return parts.join(by);
}

const join: Implementation = ([list, separator = ""]) => {
  const texts = asList(list).items.map((item) => {
    if (typeof item !== "string")
      throw new CelEvaluationError(`join: invalid input: ${String(item)}`);
    return item;
  });
  return texts.join(asText(separator));
};

const quote: Implementation = ([text]) =>
  `"${[...asText(text)].map((letter) => escapes[letter] ?? letter).join("")}"`;

const lower: Implementation = ([text]) =>
  asText(text).replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
const upper: Implementation = ([text]) =>
  asText(text).replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase());

const illegal = (reason: string): string => `Illegal regex: ${reason}`;

const find: Implementation = ([text, pattern]) =>
  patternOf(asText(pattern), illegal).find(asText(text)) ?? "";

const findAll: Implementation = ([text, pattern, limit = -1n]) => {
  const most = Number(asInt(limit));
  return textList(
    patternOf(asText(pattern), illegal).findAll(asText(text), most < 0 ? undefined : most),
  );
};

const split: Implementation = ([text, separator, limit = -1n]) =>
  textList(splitText(asText(text), asText(separator), Number(asInt(limit))));

const replace: Implementation = ([text, old, by, limit = -1n]): CelValue =>
  replaceText(asText(text), asText(old), asText(by), Number(asInt(limit)));

/**
 * Texts and patterns.
 *
 * @see cel-go ext/strings.go (version 2), kubernetes apiserver/pkg/cel/library/regex.go
 */
export const strings: LibraryTable = {
  charAt: [["string_char_at_int", ".string int -> string", charAt]],
  indexOf: [
    ["string_index_of_string", ".string string -> int", indexOf],
    ["string_index_of_string_int", ".string string int -> int", indexOf],
  ],
  lastIndexOf: [
    ["string_last_index_of_string", ".string string -> int", lastIndexOf],
    ["string_last_index_of_string_int", ".string string int -> int", lastIndexOf],
  ],
  lowerAscii: [["string_lower_ascii", ".string -> string", lower]],
  upperAscii: [["string_upper_ascii", ".string -> string", upper]],
  replace: [
    ["string_replace_string_string", ".string string string -> string", replace],
    ["string_replace_string_string_int", ".string string string int -> string", replace],
  ],
  split: [
    ["string_split_string", ".string string -> list(string)", split],
    ["string_split_string_int", ".string string int -> list(string)", split],
  ],
  substring: [
    ["string_substring_int", ".string int -> string", substring],
    ["string_substring_int_int", ".string int int -> string", substring],
  ],
  trim: [["string_trim", ".string -> string", ([text]) => trimmed(asText(text))]],
  format: [
    [
      "string_format",
      ".string list(dyn) -> string",
      ([text, values]) => formatText(asText(text), asList(values).items),
    ],
  ],
  "strings.quote": [["strings_quote", "string -> string", quote]],
  join: [
    ["list_join", ".list(string) -> string", join],
    ["list_join_string", ".list(string) string -> string", join],
  ],
  find: [["string_find_string", ".string string -> string", find]],
  findAll: [
    ["string_find_all_string", ".string string -> list(string)", findAll],
    ["string_find_all_string_int", ".string string int -> list(string)", findAll],
  ],
};
