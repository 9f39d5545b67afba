import type { TraceFact } from "@informerlab/core/trace";
import type { QueueFlavour } from "../world/world.ts";

/** A component of the pipeline, as one small program. */
export type ProgramId =
  | "server"
  | "informer"
  | "list"
  | "watch"
  | "delta-fifo"
  | "real-fifo"
  | "store"
  | "handlers"
  | "work-queue"
  | "worker";

/** A line of a program, from 1. */
export interface CodePlace {
  readonly program: ProgramId;
  readonly line: 1 | 2 | 3 | 4 | 5 | 6;
}

type Facts = { readonly [K in TraceFact["kind"]]: Extract<TraceFact, { readonly kind: K }> };

type Placing<Fact> = CodePlace | undefined | ((fact: Fact, flavour: QueueFlavour) => CodePlace);

const at = (program: ProgramId, line: CodePlace["line"]): CodePlace => ({ program, line });

const places: { readonly [K in keyof Facts]: Placing<Facts[K]> } = {
  "actor.acted": ({ action }) => (action === "read" ? at("worker", 2) : at("server", 1)),
  "scenario.healed": undefined,
  "scenario.quiet": undefined,
  "server.requested": at("server", 1),
  "server.committed": at("server", 2),
  "server.responded": at("server", 3),
  "server.watch-opened": at("server", 4),
  "server.watch-sent": at("server", 4),
  "server.compacted": at("server", 5),
  "server.restarted": at("server", 5),
  "server.watch-ended": at("server", 6),
  "fault.injected": at("server", 6),
  "informer.started": at("informer", 2),
  "informer.synced": at("informer", 4),
  "informer.inconsistent": at("informer", 5),
  "informer.stopped": at("informer", 6),
  "reflector.moved": ({ to }) => stateLines[to],
  "reflector.list-requested": at("list", 2),
  "reflector.list-failed": at("list", 3),
  "reflector.listed": at("list", 4),
  "reflector.watch-requested": at("watch", 1),
  "reflector.watch-opened": at("watch", 2),
  "reflector.watch-refused": at("watch", 5),
  "reflector.received": ({ type }) =>
    type === "ERROR" ? at("watch", 5) : at("watch", type === "BOOKMARK" ? 4 : 3),
  "reflector.dropped": at("watch", 2),
  "reflector.watch-ended": at("watch", 5),
  "reflector.backing-off": ({ next }) => (next === "list" ? at("list", 3) : at("watch", 5)),
  "reflector.resync-due": at("watch", 6),
  "queue.enqueued": enqueueLine,
  "queue.compressed": at("delta-fifo", 3),
  "queue.popped": ({ isBatch }, flavour) =>
    flavour === "delta" ? at("delta-fifo", 6) : at("real-fifo", isBatch ? 6 : 5),
  "store.changed": at("store", 3),
  "store.bookmarked": at("store", 4),
  "store.replaced": at("store", 5),
  "store.mutated": at("handlers", 4),
  "handler.registered": at("handlers", 1),
  "handler.notified": at("handlers", 2),
  "handler.dropped": at("handlers", 2),
  "handler.called": at("handlers", 4),
  "handler.returned": at("handlers", 4),
  "handler.threw": at("handlers", 4),
  "handler.synced": at("handlers", 5),
  "handler.removed": at("handlers", 6),
  "workqueue.collapsed": ({ where }) => at("work-queue", where === "queued" ? 1 : 2),
  "workqueue.added": at("work-queue", 3),
  "workqueue.delayed": at("work-queue", 4),
  "workqueue.got": at("work-queue", 5),
  "workqueue.done": at("work-queue", 6),
  "workqueue.shut-down": at("work-queue", 6),
  "workqueue.forgot": at("worker", 4),
  "reconcile.started": at("worker", 1),
  "reconcile.read": at("worker", 2),
  "reconcile.succeeded": at("worker", 4),
  "reconcile.failed": at("worker", 5),
};

const stateLines: Readonly<Record<Facts["reflector.moved"]["to"], CodePlace>> = {
  idle: at("list", 1),
  listing: at("list", 1),
  "streaming-list": at("list", 1),
  "opening-watch": at("list", 6),
  watching: at("watch", 2),
  "backing-off": at("list", 3),
  stopped: at("informer", 6),
};

function enqueueLine(
  { type, isTombstone }: Facts["queue.enqueued"],
  flavour: QueueFlavour,
): CodePlace {
  if (flavour === "delta") return at("delta-fifo", isTombstone || type === "Replaced" ? 5 : 2);
  if (type === "ReplacedAll") return at("real-fifo", 4);
  return at("real-fifo", isTombstone || type === "Replaced" ? 3 : 2);
}

/**
 * The line of code that reports a fact.
 *
 * @param flavour the queue of the fact's informer.
 * @returns undefined where nothing of the pipeline runs: the run itself says something.
 */
export function codePlaceOf(fact: TraceFact, flavour: QueueFlavour): CodePlace | undefined {
  const placing = places[fact.kind] as Placing<TraceFact>;
  return typeof placing === "function" ? placing(fact, flavour) : placing;
}

/** Kinds of fact that have no line, since the run says them and no component. */
export function kindsWithoutCode(): readonly TraceFact["kind"][] {
  const kinds = Object.keys(places) as TraceFact["kind"][];
  return kinds.filter((kind) => places[kind] === undefined);
}
