import type { TraceFact } from "@informerlab/core/trace";
import { refOf } from "../../trace/trace-log.ts";

/** The stations of the picture, in pipeline order. */
export const laneIds = [
  "apiserver",
  "network",
  "reflector",
  "queue",
  "indexer",
  "handlers",
  "workqueue",
  "workers",
] as const;

/** A station of the picture. */
export type LaneId = (typeof laneIds)[number];

type Kind = TraceFact["kind"];
/** `reflector` of `reflector.moved`. */
type Room = Kind extends `${infer R}.${string}` ? R : never;

/** Where facts belong, by the part that tells them. */
const rooms: Readonly<Record<Room, LaneId>> = {
  server: "apiserver",
  fault: "network",
  reflector: "reflector",
  queue: "queue",
  store: "indexer",
  handler: "handlers",
  informer: "reflector",
  workqueue: "workqueue",
  reconcile: "workers",
  actor: "apiserver",
  scenario: "network",
};

/** Those that belong elsewhere. */
const places: Readonly<Partial<Record<Kind, LaneId>>> = {
  "server.responded": "network",
  "server.watch-opened": "network",
  "server.watch-sent": "network",
  "server.watch-ended": "network",
  "informer.synced": "indexer",
  "informer.inconsistent": "indexer",
  "scenario.quiet": "workers",
};

/** Those at which stepping by hops does not stop. */
const lines = new Set<string>([
  "server.requested",
  "server.watch-opened",
  "reflector.moved",
  "handler.returned",
  "workqueue.forgot",
] satisfies Kind[]);

/** Undefined for a kind from a newer recorder. */
function roomOf({ kind }: TraceFact): LaneId | undefined {
  return places[kind] ?? rooms[kind.slice(0, kind.indexOf(".")) as Room];
}

/** Where somebody does what leaves no process, by the name of the act. */
const inProcess: readonly (readonly [RegExp, LaneId])[] = [
  [/^read$|index$|^wait/, "indexer"],
  [/handler$/, "handlers"],
  [/queue$/, "workqueue"],
  [/^worker/, "workers"],
  [/informer$/, "reflector"],
  [/^starve$/, "queue"],
];

/** The lane a fact is drawn in. A kind from a newer recorder lands at the apiserver. */
export function laneOf(fact: TraceFact): LaneId {
  const inside =
    fact.kind === "actor.acted" ? inProcess.find(([acts]) => acts.test(fact.action)) : undefined;
  return inside?.[1] ?? roomOf(fact) ?? "apiserver";
}

/** Whose a fact is: an informer's name, or of what the server does the resource, which tells two objects of one name apart. */
export function ownerOf(fact: TraceFact | undefined): string | undefined {
  if (fact === undefined) return undefined;
  if ("informer" in fact) return fact.informer;
  return fact.kind.startsWith("server.") ? refOf(fact)?.resource : undefined;
}

/** It is of another informer than this one, or of an object that this one does not ask for. */
export function isOfAnother(
  fact: TraceFact | undefined,
  informer: { readonly name: string; readonly resource: string | undefined } | undefined,
): boolean {
  const owner = ownerOf(fact);
  return (
    owner !== undefined &&
    informer !== undefined &&
    ![informer.name, informer.resource].includes(owner)
  );
}

/** True when an object crosses a lane's border with this fact, or a lane's state changes. */
export function isHop(fact: TraceFact): boolean {
  return roomOf(fact) !== undefined && !lines.has(fact.kind);
}

/** True for injected faults and for what a reader calls trouble: `n` and `p` stop there. */
export function isTrouble(fact: TraceFact): boolean {
  switch (fact.kind) {
    case "fault.injected":
    case "informer.inconsistent":
    case "store.mutated":
    case "handler.threw":
    case "handler.dropped":
    case "reconcile.failed":
    case "reflector.list-failed":
    case "reflector.watch-refused":
      return true;
    case "reflector.watch-ended":
      return fact.reason !== "closed" && fact.reason !== "stopped";
    default:
      return false;
  }
}
