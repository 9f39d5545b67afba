import { initialEventsEndAnnotation } from "@informerlab/core";
import { listOf, objectOf, type PlainObject } from "../codec/json/plain-object.ts";
import type { RecordedExchange, Recording } from "../recording/read-recording.ts";
import type { EventLine } from "../recording/recording-line.ts";
import type { Representation } from "../request/read/resource-request.ts";
import type { RequestAttributes } from "../request/read/route.ts";
import { formOf, type Item, itemOfEvent, itemsOf, newestOf, versionOf } from "./item.ts";
import { type RecordedCall, recordedCall } from "./recorded-call.ts";
import { type SeenChange, type SeenState, type SeenStream, Timeline } from "./timeline.ts";
import type { View, ViewSubject } from "./view.ts";

/** A list of which pages may follow. */
interface Pages {
  readonly at: number;
  readonly first: PlainObject;
  readonly items: Item[];
}

/** What the lists and watches of one subject told. */
interface Gathered {
  readonly subject: ViewSubject;
  readonly form: Representation;
  readonly states: SeenState[];
  readonly streams: SeenStream[];
  list: PlainObject | undefined;
  columns: readonly PlainObject[];
}

/** Milliseconds after the answer within which ADDED events of a watch from anywhere count as its first state. */
const initialMs = 1000;

/** Everything that a recording knows of collections. */
export function collectViews({ exchanges }: Recording): readonly View[] {
  const collector = new Collector();
  for (const exchange of exchanges) {
    const call = recordedCall(exchange);
    const { attributes } = call;
    if (attributes === undefined || attributes.subresource !== "") continue;
    if (attributes.verb === "list") collector.list(exchange, call, attributes);
    if (attributes.verb === "watch") collector.watch(exchange, call, attributes);
  }
  return collector.views();
}

/** What a list or watch asks for. */
export function subjectOf(
  { group, version, resource, namespace, name }: RequestAttributes,
  { labelSelector = "", fieldSelector = "" }: RecordedCall["options"],
): ViewSubject {
  // The old `/watch/` paths name an object.
  const fields = name === undefined ? fieldSelector : `metadata.name=${name}`;
  return { group, version, resource, namespace, labelSelector, fieldSelector: fields };
}

class Collector {
  readonly #gathered = new Map<string, Gathered>();
  /** By the token that asks for the next page. */
  readonly #unfinished = new Map<string, Pages>();

  list(exchange: RecordedExchange, call: RecordedCall, attributes: RequestAttributes): void {
    const { answered, body } = exchange;
    const { value } = body ?? {};
    if (answered?.code !== 200 || value === undefined) return;
    const { continue: token } = call.options;
    const begun = token === undefined ? undefined : this.#unfinished.get(token);
    // Of a list whose beginning is not there nothing can be told.
    if (token !== undefined && begun === undefined) return;
    const pages = begun ?? { at: answered.at, first: value, items: [] };
    pages.items.push(...itemsOf(value));
    const next = objectOf(value["metadata"])["continue"];
    if (typeof next === "string" && next !== "") {
      this.#unfinished.set(next, pages);
      return;
    }
    const { first, at, items } = pages;
    const gathered = this.#of(subjectOf(attributes, call.options), formOf(first));
    gathered.list ??= first;
    if (gathered.columns.length === 0) gathered.columns = columnsOf(first);
    // All pages are of one version; the last one may tell it by a number of its own.
    const version = versionOf(objectOf(first["metadata"])["resourceVersion"]);
    gathered.states.push({ at, version, items });
  }

  watch(exchange: RecordedExchange, call: RecordedCall, attributes: RequestAttributes): void {
    const { answered, events } = exchange;
    const known = events.filter(({ object }) => object !== undefined);
    const [first] = known;
    if (answered === undefined || first?.object === undefined) return;
    const gathered = this.#of(subjectOf(attributes, call.options), formOf(objectOf(first.object)));
    if (gathered.columns.length === 0) gathered.columns = columnsOf(objectOf(first.object));
    const { resourceVersion = "", sendInitialEvents = false } = call.options;
    const from = versionOf(resourceVersion);
    if (from > 0n && !sendInitialEvents) {
      gathered.streams.push({ from, changes: changesOf(events) });
      return;
    }
    const length = sendInitialEvents ? endOfInitial(known) : beginningOf(known, answered.at);
    if (length === 0) return;
    const state = stateOf(known.slice(0, length));
    gathered.states.push(state);
    gathered.streams.push({ from: state.version, changes: changesOf(known.slice(length)) });
  }

  views(): readonly View[] {
    return [...this.#gathered.values()].flatMap((gathered): readonly View[] => {
      const { subject, form, states, streams, columns } = gathered;
      if (states.length === 0) return [];
      const timeline = new Timeline(states, streams);
      return [{ subject, form, columns, timeline, ...kindOf(gathered) }];
    });
  }

  #of(subject: ViewSubject, form: Representation): Gathered {
    const key = JSON.stringify([subject, form]);
    let gathered = this.#gathered.get(key);
    if (gathered === undefined) {
      gathered = { subject, form, states: [], streams: [], list: undefined, columns: [] };
      this.#gathered.set(key, gathered);
    }
    return gathered;
  }
}

function columnsOf(list: PlainObject): readonly PlainObject[] {
  return listOf(list["columnDefinitions"]).map(objectOf);
}

/** As the first list says it, or the first object. */
function kindOf({ list, states }: Gathered): Pick<View, "listKind" | "apiVersion"> {
  if (list !== undefined) {
    return { listKind: String(list["kind"]), apiVersion: String(list["apiVersion"]) };
  }
  const item = states.flatMap(({ items }) => items)[0]?.value ?? {};
  return { listKind: `${String(item["kind"])}List`, apiVersion: String(item["apiVersion"]) };
}

function changesOf(events: readonly EventLine[]): readonly SeenChange[] {
  const changes: SeenChange[] = [];
  for (const event of events) {
    const change = changeOf(event);
    // Behind what cannot be read nothing is certain.
    if (change === undefined) break;
    changes.push(change);
  }
  return changes;
}

function changeOf({ at, type, object }: EventLine): SeenChange | undefined {
  if (object === undefined) return undefined;
  const item = itemOfEvent(objectOf(object));
  if (type === "BOOKMARK") {
    const version = item?.version ?? versionOf(object.metadata?.resourceVersion);
    return { at, version, type };
  }
  if (type !== "ADDED" && type !== "MODIFIED" && type !== "DELETED") return undefined;
  return item === undefined ? undefined : { at, version: item.version, type, item };
}

/** Events up to the bookmark that ends the initial ones; 0 where there is none. */
function endOfInitial(events: readonly EventLine[]): number {
  const isEnd = ({ type, object }: EventLine): boolean =>
    type === "BOOKMARK" && object?.metadata?.annotations?.[initialEventsEndAnnotation] === "true";
  return events.findIndex(isEnd) + 1;
}

/** Events that tell the first state of a watch from anywhere, which does not say where it ends. */
function beginningOf(events: readonly EventLine[], answeredAt: number): number {
  const later = events.findIndex(({ type, at }) => type !== "ADDED" || at > answeredAt + initialMs);
  return later < 0 ? events.length : later;
}

function stateOf(events: readonly EventLine[]): SeenState {
  const items = events.flatMap(({ type, object }) => {
    const item = type === "ADDED" ? itemOfEvent(objectOf(object)) : undefined;
    return item === undefined ? [] : [item];
  });
  const last = events.at(-1);
  const told = events.map(({ object }) => versionOf(object?.metadata?.resourceVersion));
  const version = newestOf([...told, ...items.map((item) => item.version)]);
  return { at: last?.at ?? 0, version, items };
}
