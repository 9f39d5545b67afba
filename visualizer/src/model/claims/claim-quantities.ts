import type { TraceFact } from "@informerlab/core/trace";
import { keyOf, type VisualRecord } from "../../trace/trace-log.ts";
import { laneOf } from "../timeline/lanes.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Held, InformerWorld, WorkQueueWorld, World } from "../world/world.ts";
import { ClaimError } from "./claim-syntax.ts";

/** A value of an expression; `undefined` is `absent`. */
export type Quantity = string | number | boolean | undefined | readonly Quantity[];

/** Where an expression is evaluated. */
export interface ClaimPlace {
  readonly timeline: Timeline;
  readonly position: number;
  /** Of several informers, whose copy is meant; the first if absent. */
  readonly informer?: string | undefined;
}

/** What a quantity is read from. */
interface Sight extends ClaimPlace {
  readonly world: World;
  readonly args: readonly Quantity[];
}

type Read = (sight: Sight) => Quantity;

/** Everything that an expression may ask, by name. `docs` of each: its arguments and what it answers. */
export const quantities: Readonly<
  Record<
    string,
    { readonly takes: readonly [number, number]; readonly docs: string; readonly read: Read }
  >
> = {
  server: {
    takes: [1, 1],
    docs: "server(key): the version of the object at the apiserver; absent when it has none",
    read: ({ world, ...at }) => version(onServer(world, resourceOf(at, world), textOf(at.args[0]))),
  },
  cached: {
    takes: [1, 1],
    docs: "cached(key): the version in the Indexer, or absent",
    read: ({ world, ...at }) => version(informerOf(world, at).store.get(textOf(at.args[0]))),
  },
  label: {
    takes: [3, 3],
    docs: 'label(key, name, "server" or "cache"): a label\'s value there, or absent',
    read: ({ world, ...at }) => {
      const [key, name, where] = at.args.map(textOf);
      const informer = informerOf(world, at);
      const held =
        where === "server"
          ? onServer(world, resourceOf(at, world), key ?? "")
          : informer.store.get(key ?? "");
      return held?.object?.metadata?.labels?.[name ?? ""];
    },
  },
  cachedKeys: {
    takes: [0, 0],
    docs: "cachedKeys(): all keys in the Indexer, sorted",
    read: ({ world, ...at }) => [...informerOf(world, at).store.keys()].sort(),
  },
  indexed: {
    takes: [2, 2],
    docs: 'indexed(index, value): the keys filed under a value of an index, sorted: indexed("label:zone", "a")',
    read: ({ world, ...at }) => {
      const [index, value] = at.args.map(textOf);
      const rows = [...informerOf(world, at).store];
      return rows
        .flatMap(([key, { indexes }]) =>
          indexes[index ?? ""]?.includes(value ?? "") === true ? [key] : [],
        )
        .sort();
    },
  },
  serverKeys: {
    takes: [0, 0],
    docs: "serverKeys(): all keys of the informer's resource at the apiserver, sorted",
    read: ({ world, ...at }) =>
      serverRows(world, resourceOf(at, world))
        .map(([key]) => key)
        .sort(),
  },
  head: {
    takes: [0, 0],
    docs: "head(): the newest revision of the log",
    read: ({ world }) => number(world.head),
  },
  cursor: {
    takes: [0, 0],
    docs: "cursor(): the version up to which the Reflector has seen everything",
    read: ({ world, ...at }) => number(informerOf(world, at).reflector.lastResourceVersion),
  },
  storeVersion: {
    takes: [0, 0],
    docs: "storeVersion(): the version that the Indexer claims",
    read: ({ world, ...at }) => number(informerOf(world, at).storeResourceVersion),
  },
  compacted: {
    takes: [0, 0],
    docs: "compacted(): revisions below this one are forgotten; absent if none",
    read: ({ world }) => number(world.compacted),
  },
  queued: {
    takes: [0, 1],
    docs: "queued(): keys that wait in the queue, in order; queued(key): that key's delta types, oldest first",
    read: ({ world, ...at }) => {
      const informer = informerOf(world, at);
      const waiting = waitingOf(informer);
      if (at.args.length === 0) return [...new Set(waiting.map(({ key }) => key))];
      return waiting.filter(({ key }) => key === at.args[0]).map(({ type }) => type);
    },
  },
  waiting: {
    takes: [0, 0],
    docs: "waiting(): the key of each delta in the queue, in the order in which they would come out",
    read: ({ world, ...at }) => waitingOf(informerOf(world, at)).map(({ key }) => key),
  },
  inHand: {
    takes: [0, 0],
    docs: "inHand(): the delta types that the consumer took just now",
    read: ({ world, ...at }) => informerOf(world, at).hand?.deltas.map(({ type }) => type) ?? [],
  },
  lists: {
    takes: [0, 0],
    docs: "lists(): list requests so far",
    read: (at) => countOf(at, "reflector.list-requested", []),
  },
  watches: {
    takes: [0, 0],
    docs: "watches(): watch requests so far",
    read: (at) => countOf(at, "reflector.watch-requested", []),
  },
  requests: {
    takes: [0, 0],
    docs: "requests(): list and watch requests so far",
    read: (at) =>
      countOf(at, "reflector.list-requested", []) + countOf(at, "reflector.watch-requested", []),
  },
  reflector: {
    takes: [0, 0],
    docs: "reflector(): its state, such as listing, watching, backing-off",
    read: ({ world, ...at }) => informerOf(world, at).reflector.state,
  },
  wire: {
    takes: [0, 0],
    docs: "wire(): the watch's state: closed, opening, open, broken",
    read: ({ world, ...at }) => informerOf(world, at).wire.state,
  },
  stage: {
    takes: [0, 0],
    docs: "stage(): the informer's: registered, started, synced, stopped",
    read: ({ world, ...at }) => informerOf(world, at).stage,
  },
  buffered: {
    takes: [1, 1],
    docs: "buffered(handler): how many notifications wait for it",
    read: ({ world, ...at }) =>
      informerOf(world, at).handlers.get(textOf(at.args[0]))?.buffer.length,
  },
  heard: {
    takes: [1, 2],
    docs: "heard(handler): the notifications it was called with so far; heard(handler, key): only that object's",
    read: (at) => {
      const [handler, key] = at.args;
      const name = informerOf(at.world, at).name;
      return recordsBefore(at).flatMap(({ fact }) =>
        fact.kind === "handler.called" &&
        fact.informer === name &&
        fact.handler === handler &&
        (key === undefined || fact.ref.key === key)
          ? [fact.notification]
          : [],
      );
    },
  },
  received: {
    takes: [0, 1],
    docs: "received(): what came over the watch so far, such as [ADDED n4]; received(key): only that object's types",
    read: (at) => {
      const { name } = informerOf(at.world, at);
      const [wanted] = at.args;
      return recordsBefore(at).flatMap(({ fact }) => {
        if (fact.kind !== "reflector.received" || fact.informer !== name) return [];
        const key = fact.ref?.key;
        if (wanted === undefined) return [key === undefined ? fact.type : `${fact.type} ${key}`];
        return key === wanted ? [fact.type] : [];
      });
    },
  },
  way: {
    takes: [1, 9],
    docs: "way(key, lane, …): these lanes, in the order in which the object's newest write came to them",
    read: (at) => {
      const [key, ...wanted] = at.args;
      const records = recordsBefore(at);
      const start = records.findLastIndex(
        ({ fact }) => fact.kind === "server.committed" && fact.ref.key === key,
      );
      const lanes = records
        .slice(start + 1)
        .flatMap(({ fact }) => (keyOf(fact) === key ? [laneOf(fact)] : []));
      return [...new Set(lanes)].filter((lane) => wanted.includes(lane));
    },
  },
  handlerSynced: {
    takes: [1, 1],
    docs: "handlerSynced(handler): whether it has returned from every initial add",
    read: ({ world, ...at }) => informerOf(world, at).handlers.get(textOf(at.args[0]))?.isSynced,
  },
  working: {
    takes: [0, 0],
    docs: "working(): keys that wait in the WorkQueue, in order",
    read: ({ world }) => queueOf(world)?.queue.map(({ key }) => key) ?? [],
  },
  processing: {
    takes: [0, 0],
    docs: "processing(): keys that workers hold, sorted",
    read: ({ world }) => [...(queueOf(world)?.processing.keys() ?? [])].sort(),
  },
  workerRead: {
    takes: [0, 0],
    docs: "workerRead(): the version that a worker read last; absent when the object was not there, or none has read",
    read: (at) => {
      const last = recordsBefore(at).findLast(({ fact }) => fact.kind === "reconcile.read")?.fact;
      return last?.kind === "reconcile.read" ? number(last.ref?.resourceVersion) : undefined;
    },
  },
  count: {
    takes: [1, 9],
    docs: 'count(kind, path, value, …): facts of that kind so far whose fields have these values: count("handler.called", "notification", "sync")',
    read: (at) => {
      const [kind, ...where] = at.args;
      return countOf(at, textOf(kind), where);
    },
  },
  fact: {
    takes: [1, 1],
    docs: 'fact(path): a field of the beat\'s own fact: fact("ref.resourceVersion")',
    read: ({ timeline, position, args }) =>
      quantityOf(fieldOf(timeline.log.recordAt(position)?.fact, textOf(args[0]))),
  },
  lane: {
    takes: [0, 0],
    docs: "lane(): the lane in which the beat happens",
    read: ({ timeline, position }) => {
      const fact = timeline.log.recordAt(position)?.fact;
      return fact === undefined ? undefined : laneOf(fact);
    },
  },
  missing: {
    takes: [0, 0],
    docs: "missing(): keys at the apiserver that the Indexer lacks, sorted",
    read: ({ world, ...at }) => {
      const informer = informerOf(world, at);
      const keys = serverRows(world, resourceOf(at, world)).map(([key]) => key);
      return keys.filter((key) => !informer.store.has(key)).sort();
    },
  },
  ghosts: {
    takes: [0, 0],
    docs: "ghosts(): keys in the Indexer that are gone from the apiserver, sorted",
    read: ({ world, ...at }) => {
      const informer = informerOf(world, at);
      const keys = new Set(serverRows(world, resourceOf(at, world)).map(([key]) => key));
      return [...informer.store.keys()].filter((key) => !keys.has(key)).sort();
    },
  },
  existed: {
    takes: [0, 0],
    docs: "existed(): whether the apiserver was ever in exactly the state that the Indexer shows",
    read: (at) => hasExisted(at, informerOf(at.world, at).store),
  },
  milliseconds: {
    takes: [0, 0],
    docs: "milliseconds(): virtual time since the start",
    read: ({ world, timeline }) => world.at - timeline.log.startAt,
  },
  size: {
    takes: [1, 1],
    docs: "size(list): how many entries",
    read: ({ args: [list] }) => (Array.isArray(list) ? list.length : undefined),
  },
};

function informerOf(world: World, { informer }: Pick<ClaimPlace, "informer">): InformerWorld {
  const found =
    informer === undefined ? world.informers.values().next().value : world.informers.get(informer);
  if (found !== undefined) return found;
  const known = [...world.informers.keys()].join(", ") || "none yet";
  throw new ClaimError(`there is no informer ${informer ?? ""} at this moment; known: ${known}`);
}

function queueOf(world: World): WorkQueueWorld | undefined {
  return world.queues.values().next().value;
}

/** A registered informer tells what it watches when it starts; the trace knows before. */
function resourceOf(place: ClaimPlace, world: World): string {
  const { name, resource } = informerOf(world, place);
  return resource ?? place.timeline.end.informers.get(name)?.resource ?? name;
}

function onServer(world: World, resource: string, key: string): Held | undefined {
  return world.server.get(`${resource} ${key}`);
}

function serverRows(world: World, resource: string): readonly [string, Held][] {
  const prefix = `${resource} `;
  return [...world.server].flatMap(([path, held]) =>
    path.startsWith(prefix) ? [[path.slice(prefix.length), held] as [string, Held]] : [],
  );
}

interface Waiting {
  readonly key: string;
  readonly type: string;
}

function waitingOf({ keys, deltas, ribbon }: InformerWorld): readonly Waiting[] {
  const byKey = keys.flatMap((key) =>
    (deltas.get(key) ?? []).map(({ type }): Waiting => ({ key, type })),
  );
  return [...byKey, ...ribbon.map(({ ref, type }): Waiting => ({ key: ref?.key ?? "", type }))];
}

function recordsBefore({ timeline, position }: ClaimPlace): readonly VisualRecord[] {
  return timeline.log.records.slice(0, position);
}

/** Facts of the informer meant; those that name none belong to everybody. */
function countOf(at: Sight, kind: string, where: readonly Quantity[]): number {
  // Before the first informer is known, nothing of it has happened.
  const name = at.informer ?? at.world.informers.keys().next().value;
  const pairs: [string, Quantity][] = [];
  for (let index = 0; index < where.length; index += 2) {
    pairs.push([textOf(where[index]), where[index + 1]]);
  }
  return recordsBefore(at).filter(
    ({ fact }) =>
      fact.kind === kind &&
      (!("informer" in fact) || fact.informer === name) &&
      pairs.every(([path, wanted]) => quantityOf(fieldOf(fact, path)) === wanted),
  ).length;
}

function fieldOf(fact: TraceFact | undefined, path: string): unknown {
  let value: unknown = fact;
  for (const part of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return value;
}

/** Each write of the resource in order makes a state; the copy is compared with all of them. */
function hasExisted(at: Sight, store: InformerWorld["store"]): boolean {
  const { timeline, world } = at;
  const resource = resourceOf(at, world);
  const wanted = new Map([...store].map(([key, { ref }]) => [key, ref.resourceVersion]));
  const state = new Map<string, string>();
  const isSame = (): boolean =>
    state.size === wanted.size && [...wanted].every(([key, held]) => state.get(key) === held);
  if (isSame()) return true;
  for (const { ref, verb } of timeline.commits.slice(0, world.commits)) {
    if (ref.resource !== resource) continue;
    if (verb === "delete") state.delete(ref.key);
    else state.set(ref.key, ref.resourceVersion ?? "");
    if (isSame()) return true;
  }
  return false;
}

function version(held: Held | undefined): Quantity {
  return held === undefined ? undefined : number(held.ref.resourceVersion);
}

function number(text: string | undefined): Quantity {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : text;
}

function textOf(value: Quantity): string {
  return typeof value === "string" ? value : String(value);
}

function quantityOf(value: unknown): Quantity {
  if (typeof value === "string") return number(value);
  if (typeof value === "number" || typeof value === "boolean") return value;
  return Array.isArray(value) ? value.map(quantityOf) : undefined;
}

/** What each quantity takes and answers, for those who write claims: `cached(key): the version in the Indexer, …`. */
export const quantityDocs: readonly string[] = Object.values(quantities).map(({ docs }) => docs);
