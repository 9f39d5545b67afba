import { printJson } from "@informerlab/core/trace";
import { InputError } from "./input-error.ts";
import { excerpt, type JsonDocument } from "./json-documents.ts";
import { idOf, isObject, versionOf } from "./object-facts.ts";
import type { TraceObject } from "./trace-log.ts";

const eventTypes = ["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"] as const;

/** One event of a watch. The object of an ERROR is a Status. */
export interface WatchEvent {
  readonly type: (typeof eventTypes)[number];
  readonly object: TraceObject;
}

/** What kubectl printed, as events, and what they were worked out from. */
export interface KubectlEvents {
  readonly events: readonly WatchEvent[];
  readonly form: "events" | "objects" | "list";
}

/**
 * Reads what `kubectl get -o json` prints: watch events, objects, lists, or lists again and again.
 *
 * @throws InputError naming the document that is neither.
 */
export function kubectlEvents(documents: readonly JsonDocument[]): KubectlEvents {
  const sighted = new Sighted();
  let form: KubectlEvents["form"] = "events";
  for (const { value, line } of documents) {
    const items = itemsOf(value);
    if (isEvent(value)) sighted.tell(value);
    else if (items !== undefined) {
      form = "list";
      sighted.snapshot(items);
    } else if (isObject(value)) {
      if (form === "events") form = "objects";
      sighted.sight(value);
    } else {
      const text = excerpt(printJson(value) ?? String(value));
      throw new InputError({ id: "not-an-event", values: { line, text } });
    }
  }
  return { events: sighted.events, form };
}

/** Turns sights of objects into events. */
class Sighted {
  readonly events: WatchEvent[] = [];
  readonly #seen = new Map<string, TraceObject>();

  tell(event: WatchEvent): void {
    const { type, object } = event;
    if (type === "DELETED") this.#seen.delete(idOf(object));
    else if (type === "ADDED" || type === "MODIFIED") this.#seen.set(idOf(object), object);
    this.events.push(event);
  }

  sight(object: TraceObject): void {
    const before = this.#seen.get(idOf(object));
    if (before !== undefined && versionOf(before) === versionOf(object)) return;
    this.tell({ type: before === undefined ? "ADDED" : "MODIFIED", object });
  }

  /** A list: what it lacks is gone, and what it holds was written in the order of the versions. */
  snapshot(items: readonly TraceObject[]): void {
    const listed = new Set(items.map(idOf));
    for (const [id, object] of [...this.#seen]) {
      if (!listed.has(id)) this.tell({ type: "DELETED", object });
    }
    for (const object of items.toSorted(byVersion)) this.sight(object);
  }
}

function isEvent(value: unknown): value is WatchEvent {
  const { type, object } = (value ?? {}) as { type?: unknown; object?: unknown };
  if (!eventTypes.some((known) => known === type)) return false;
  if (type === "ERROR" || type === "BOOKMARK") return typeof object === "object" && object !== null;
  return isObject(object);
}

function itemsOf(value: unknown): readonly TraceObject[] | undefined {
  const { kind, items, apiVersion } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof kind !== "string" || !kind.endsWith("List") || !Array.isArray(items)) return undefined;
  // Items of a typed list carry neither kind nor apiVersion on the wire.
  const type =
    kind === "List" ? {} : { kind: kind.slice(0, -"List".length), apiVersion: String(apiVersion) };
  return items.map((item: TraceObject): TraceObject => ({ ...type, ...item }));
}

function byVersion(a: TraceObject, b: TraceObject): number {
  const [one, other] = [versionOf(a), versionOf(b)];
  return one.length - other.length || (one < other ? -1 : Number(one > other));
}
