import type { Term } from "./glossary.ts";

/** A piece of a sentence. Terms carry their word in the other language. */
export type Segment =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly text: string }
  | { readonly kind: "term"; readonly text: string; readonly term: Term; readonly other: string };

/** The sentence as plain text, for live regions, titles and files. */
export function plainText(segments: readonly Segment[]): string {
  return segments.map(({ text }) => text).join("");
}
