import type { TraceFact } from "@informerlab/core/trace";

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

/** Where a fact belongs, and whether stepping by hops stops there. */
interface Place {
  readonly lane: LaneId;
  readonly isHop: boolean;
}

const hop = (lane: LaneId): Place => ({ lane, isHop: true });
const line = (lane: LaneId): Place => ({ lane, isHop: false });

const places = {
  "server.committed": hop("apiserver"),
  "server.compacted": hop("apiserver"),
  "server.restarted": hop("apiserver"),
  "server.requested": line("apiserver"),
  "server.responded": hop("network"),
  "server.watch-opened": line("network"),
  "server.watch-sent": hop("network"),
  "server.watch-ended": hop("network"),
  "fault.injected": hop("network"),
  "reflector.moved": line("reflector"),
  "reflector.list-requested": hop("reflector"),
  "reflector.listed": hop("reflector"),
  "reflector.list-failed": hop("reflector"),
  "reflector.watch-requested": hop("reflector"),
  "reflector.watch-opened": hop("reflector"),
  "reflector.watch-refused": hop("reflector"),
  "reflector.received": hop("reflector"),
  "reflector.dropped": hop("reflector"),
  "reflector.watch-ended": hop("reflector"),
  "reflector.backing-off": hop("reflector"),
  "reflector.resync-due": hop("reflector"),
  "queue.enqueued": hop("queue"),
  "queue.compressed": hop("queue"),
  "queue.popped": hop("queue"),
  "store.changed": hop("indexer"),
  "store.replaced": hop("indexer"),
  "store.bookmarked": hop("indexer"),
  "store.mutated": hop("indexer"),
  "handler.registered": hop("handlers"),
  "handler.removed": hop("handlers"),
  "handler.notified": hop("handlers"),
  "handler.called": hop("handlers"),
  "handler.returned": line("handlers"),
  "handler.threw": hop("handlers"),
  "handler.synced": hop("handlers"),
  "handler.dropped": hop("handlers"),
  "informer.started": hop("reflector"),
  "informer.synced": hop("indexer"),
  "informer.stopped": hop("reflector"),
  "informer.inconsistent": hop("indexer"),
  "workqueue.added": hop("workqueue"),
  "workqueue.collapsed": hop("workqueue"),
  "workqueue.delayed": hop("workqueue"),
  "workqueue.got": hop("workqueue"),
  "workqueue.done": hop("workqueue"),
  "workqueue.forgot": line("workqueue"),
  "workqueue.shut-down": hop("workqueue"),
  "reconcile.started": hop("workers"),
  "reconcile.read": hop("workers"),
  "reconcile.succeeded": hop("workers"),
  "reconcile.failed": hop("workers"),
  "actor.acted": hop("apiserver"),
  "scenario.healed": hop("network"),
  "scenario.quiet": hop("workers"),
} as const satisfies Record<TraceFact["kind"], Place>;

const elsewhere: Place = line("apiserver");

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
  return inside?.[1] ?? (places[fact.kind] ?? elsewhere).lane;
}

/** True when an object crosses a lane's border with this fact, or a lane's state changes. */
export function isHop(fact: TraceFact): boolean {
  return (places[fact.kind] ?? elsewhere).isHop;
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
