import type { Language } from "../model/story.ts";
import { glossary, type Term } from "./glossary.ts";

/** What can stand in a message: a value of the trace, or several. */
export type MessageValue = string | number | readonly string[];

/** A sentence before it has a language: an id of the catalogue and its parameters. */
export interface Message<Id extends string = string> {
  readonly id: Id;
  readonly values?: Readonly<Record<string, MessageValue>>;
}

/** A piece of a sentence. Terms carry their word in the other language. */
export type Segment =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly text: string }
  | { readonly kind: "term"; readonly text: string; readonly term: Term; readonly other: string };

/**
 * Fills a catalogue's template: `{name}` is a value, `{count|one|many}` chooses a word by number, `[term]` or `[term:shown]` is
 * a word of the glossary.
 *
 * @throws RangeError when the template names a value that is not given, or an unknown term.
 */
export function fillTemplate(
  template: string,
  values: Readonly<Record<string, MessageValue>>,
  language: Language,
): readonly Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  for (const match of template.matchAll(/\{([^{}]+)\}|\[([^[\]]+)\]/g)) {
    if (match.index > end) segments.push({ kind: "text", text: template.slice(end, match.index) });
    const [whole, value, term] = match;
    segments.push(
      value === undefined
        ? termSegment(term ?? "", language)
        : valueSegment(value, values, language),
    );
    end = match.index + whole.length;
  }
  if (end < template.length) segments.push({ kind: "text", text: template.slice(end) });
  return segments;
}

/** The sentence as plain text, for live regions, titles and files. */
export function plainText(segments: readonly Segment[]): string {
  return segments.map(({ text }) => text).join("");
}

function valueSegment(
  hole: string,
  values: Readonly<Record<string, MessageValue>>,
  language: Language,
): Segment {
  const [name = "", one, many] = hole.split("|");
  const value = values[name];
  if (value === undefined) throw new RangeError(`message needs the value "${name}"`);
  if (one !== undefined) return { kind: "text", text: value === 1 ? one : (many ?? one) };
  if (typeof value === "string") return { kind: "value", text: value };
  if (typeof value === "number") return { kind: "value", text: numberText(value, language) };
  return { kind: "value", text: value.join(language === "en" ? ", " : "、") };
}

function termSegment(hole: string, language: Language): Segment {
  const [name = "", shown] = hole.split(":");
  if (!(name in glossary)) throw new RangeError(`no term "${name}" in the glossary`);
  const term = name as Term;
  const other = glossary[term][language === "en" ? "zh-CN" : "en"];
  return { kind: "term", term, text: shown ?? glossary[term][language], other };
}

/** Digits in groups of three, the same in every host. */
export function numberText(value: number, _language: Language): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, "\u2009");
}

/** A span of time as people read it: `800 ms`, `1.2 s`, `5 min`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${Number((milliseconds / 1000).toFixed(1))} s`;
  const minutes = Math.floor(milliseconds / 60_000);
  const seconds = Math.round((milliseconds % 60_000) / 1000);
  return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`;
}

/** A point of a run since its start: `1.204 s`. */
export function momentText(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(3)} s`;
}
