import { scenarioJsonSchema } from "@informerlab/test";
import { parseDocument } from "yaml";
import type { Schema } from "../reference/scenario-sections.ts";
import { type CursorPlace, cursorPlace, mark } from "./cursor-place.ts";
import { keysFor, namesFor } from "./document-names.ts";
import { alternativesOf } from "./schema-steps.ts";

/** Something that may stand at the cursor. */
export interface CompletionItem {
  readonly label: string;
  /** What is put in. */
  readonly insert: string;
  /** What the schema says of it, in English; empty where it says nothing. */
  readonly about: string;
  readonly isRequired: boolean;
}

/** What may stand at the cursor, in place of what has been written of it. Offsets are UTF-16 units. */
export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly items: readonly CompletionItem[];
}

const schema: Schema = scenarioJsonSchema();

/** What may stand at a place of a scenario's text, by the scenario's schema and by the names in the text itself. */
export function completionAt(yaml: string, offset: number): Completion {
  const line = yaml.slice(yaml.lastIndexOf("\n", offset - 1) + 1, offset);
  const word = /(?:[A-Za-z0-9_][\w.-]*)?$/.exec(line)?.[0] ?? "";
  const head = line.slice(0, line.length - word.length);
  const from = offset - word.length;
  const to = offset + (/^[\w.-]*/.exec(yaml.slice(offset))?.[0].length ?? 0);
  const nothing: Completion = { from, to: offset, items: [] };
  // A value wants a blank before it; comments are free; quoted text means what its author says.
  if (/[^\s[{,]$/.test(head) || /(^|\s)#/.test(head)) return nothing;

  const rest = yaml.slice(to);
  const isKeyed = /^[ \t]*:/.test(rest);
  const isAlone = /^\s*(- +)*$/.test(head);
  const marked = isAlone && !isKeyed ? `${mark}: ` : mark;
  const document = parseDocument(`${yaml.slice(0, from)}${marked}${rest}`, { prettyErrors: false });
  const place = cursorPlace(document.contents, schema);
  if (place === undefined) return nothing;
  const items =
    place.kind === "key" ? keyItems(place, isKeyed) : valueItems(place, document.toJS());
  return { from, to: isKeyed ? to : offset, items };
}

function keyItems(
  place: CursorPlace & { readonly kind: "key" },
  isKeyed: boolean,
): readonly CompletionItem[] {
  const start = place.beginsItem ? "- " : "";
  const items = place.schemas.flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).map(([label, member]) => {
      const end = isKeyed ? "" : place.isFlow || isPlain(member) ? ": " : ":";
      const about = member.description ?? "";
      return { label, insert: start + label + end, about, isRequired: required.includes(label) };
    }),
  );
  const further = keysFor(place.field).map((label) => ({
    label,
    insert: isKeyed ? label : `${label}: `,
    about: "",
    isRequired: false,
  }));
  return [...items, ...further].filter(({ label }) => !place.present.includes(label));
}

function valueItems(
  { schemas, field, siblings }: CursorPlace & { readonly kind: "value" },
  document: unknown,
): readonly CompletionItem[] {
  const choices = alternativesOf(schemas);
  const fixed = choices.flatMap(({ type, enum: values }) =>
    type === "boolean" ? [true, false] : (values ?? []),
  );
  const isText = choices.some(({ type }) => type === "string");
  const names = isText ? namesFor(field, siblings, document) : [];
  return [...fixed.map((value) => String(value)), ...names].map((label) => ({
    label,
    insert: label,
    about: "",
    isRequired: false,
  }));
}

/** Written on the line of its key. */
function isPlain(member: Schema): boolean {
  return alternativesOf([member]).some(({ type }) => type !== "object" && type !== "array");
}
