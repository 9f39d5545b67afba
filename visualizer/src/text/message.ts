import type { Language } from "../model/timeline/story.ts";
import { numberText } from "./amounts.ts";
import { glossary, type Term } from "./glossary.ts";
import type { Segment } from "./segment.ts";

/** What can stand in a message, by name: a text, a number, several texts. */
export type MessageValues = Readonly<Record<string, unknown>>;

/** A sentence before it has a language: an id of the catalogue and its parameters. */
export interface Message<Id extends string = string> {
  readonly id: Id;
  readonly values?: MessageValues;
}

/**
 * Fills a catalogue's template: `{name}` is a value, `{count|one|many}` chooses a word by number, `[term]` or `[term:shown]` is
 * a word of the glossary.
 *
 * @throws RangeError when the template names a value that is not given, or an unknown term.
 */
export function fillTemplate(
  template: string,
  values: MessageValues,
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

function valueSegment(hole: string, values: MessageValues, language: Language): Segment {
  const [name = "", one, many] = hole.split("|");
  const value = values[name];
  if (value === undefined) throw new RangeError(`message needs the value "${name}"`);
  if (one !== undefined) return { kind: "text", text: value === 1 ? one : (many ?? one) };
  if (typeof value === "number") return { kind: "value", text: numberText(value, language) };
  const comma = language === "en" ? ", " : "、";
  return { kind: "value", text: Array.isArray(value) ? value.join(comma) : String(value) };
}

function termSegment(hole: string, language: Language): Segment {
  const [name = "", shown] = hole.split(":");
  if (!(name in glossary)) throw new RangeError(`no term "${name}" in the glossary`);
  const term = name as Term;
  const other = glossary[term][language === "en" ? "zh-CN" : "en"];
  return { kind: "term", term, text: shown ?? glossary[term][language], other };
}
