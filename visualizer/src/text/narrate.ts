import type { TraceFact } from "@informerlab/core/trace";
import { ownerOf } from "../model/timeline/lanes.ts";
import type { Beat, Language } from "../model/timeline/story.ts";
import type { Timeline } from "../model/timeline/timeline.ts";
import type { InformerWorld, World } from "../model/world/world.ts";
import { catalogueOf, interfaceText } from "./catalogue.ts";
import { fillTemplate, type Message } from "./message.ts";
import { type MessageId, messagesEn } from "./messages-en.ts";
import { narrators, valuesOf } from "./narrators.ts";
import type { Segment } from "./segment.ts";

/** The message of a fact. A kind from a newer recorder is named, not hidden. */
function messageOf(fact: TraceFact, language: Language): Message<MessageId> {
  const narrator = narrators[fact.kind] as
    | ((fact: TraceFact, language: Language) => Message<MessageId>)
    | undefined;
  return narrator === undefined
    ? { id: "unknown", values: { kind: fact.kind } }
    : narrator(fact, language);
}

/** The one sentence that tells a step, with its owner first; without a step, that nothing has happened. */
export function narrate(
  fact: TraceFact | undefined,
  language: Language,
  owner?: string,
): readonly Segment[] {
  if (fact === undefined) return [{ kind: "text", text: interfaceText(language).nothingYet }];
  const { id, values } = messageOf(fact, language);
  const { messages = messagesEn } = catalogueOf(language);
  const whose = owner && (language === "en" ? "{owner}: " : "{owner}：");
  return fillTemplate(
    (whose ?? "") + messages[id],
    { ...valuesOf(fact), ...values, owner },
    language,
  );
}

/** The sentence of the step at a position; where there are several informers, it says first whose. */
export function narrateAt(
  { log, end }: Timeline,
  position: number,
  language: Language,
): readonly Segment[] {
  const fact = log.recordAt(position)?.fact;
  return narrate(fact, language, end.informers.size > 1 ? ownerOf(fact) : undefined);
}

/** A field of a fact by its dotted path: `ref.key`. */
function valueAt(fact: TraceFact | undefined, path: string): string | number | undefined {
  let value: unknown = fact;
  for (const part of path.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

/** An author's beat, with its live values read from the world at that position. */
export function narrateBeat(
  beat: Beat,
  language: Language,
  world: World,
  informer: InformerWorld | undefined,
  fact: TraceFact | undefined,
): readonly Segment[] {
  const ref = fact !== undefined && "ref" in fact ? fact.ref : undefined;
  const values: Record<string, string | number> = {
    head: world.head ?? "–",
    storeResourceVersion: informer?.storeResourceVersion ?? "–",
    lastResourceVersion: informer?.reflector.lastResourceVersion ?? "–",
    cached: informer?.store.size ?? 0,
    queued: (informer?.keys.length ?? 0) + (informer?.ribbon.length ?? 0),
    key: ref?.key ?? "–",
    resourceVersion: ref?.resourceVersion ?? "–",
    lists: world.tally.lists,
    watches: world.tally.watches,
  };
  // An author's prose may hold braces and brackets that are no holes.
  const template = beat.text[language];
  const segments: Segment[] = [];
  let end = 0;
  for (const match of template.matchAll(/\{([\w.]+)\}/g)) {
    const path = match[1] ?? "";
    const value = valueAt(fact, path) ?? values[path];
    if (value === undefined) continue;
    segments.push({ kind: "text", text: template.slice(end, match.index) });
    segments.push({ kind: "value", text: String(value) });
    end = match.index + match[0].length;
  }
  segments.push({ kind: "text", text: template.slice(end) });
  return segments.filter(({ text }) => text !== "");
}
