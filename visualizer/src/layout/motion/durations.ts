import type { TraceFact } from "@informerlab/core/trace";

/** One unit of motion at speed 1, in milliseconds. */
export const motionUnitMs = 400;

const wire = 1;
const half = 0.5;
const quarter = 0.25;

/** What is not named takes a quarter: it is noticed, and goes nowhere. */
const units: Readonly<Partial<Record<TraceFact["kind"], number>>> = {
  "server.committed": half,
  "server.compacted": half,
  "server.restarted": half,
  "server.requested": half,
  "server.responded": wire,
  "server.watch-sent": wire,
  "reflector.list-requested": wire,
  "reflector.listed": half,
  "reflector.list-failed": half,
  "reflector.watch-requested": half,
  "reflector.received": wire,
  "queue.enqueued": half,
  "queue.compressed": half,
  "queue.popped": wire,
  "store.changed": wire,
  "store.replaced": wire,
  "store.bookmarked": half,
  "store.mutated": half,
  "handler.registered": half,
  "handler.removed": half,
  "handler.notified": wire,
  "handler.called": half,
  "handler.dropped": half,
  "informer.started": half,
  "informer.synced": half,
  "informer.stopped": half,
  "informer.inconsistent": half,
  "workqueue.added": wire,
  "workqueue.collapsed": wire,
  "workqueue.delayed": half,
  "workqueue.got": half,
  "reconcile.started": half,
  "reconcile.read": half,
};

/** How long a fact's motion takes at speed 1, milliseconds; never more than 1,500. */
export function motionMs(fact: TraceFact | undefined): number {
  if (fact === undefined) return 0;
  // Of an answer that brings no list, nothing is seen on the wire.
  const isUnseen = fact.kind === "server.responded" && fact.count === undefined;
  return Math.min(1500, (isUnseen ? quarter : (units[fact.kind] ?? quarter)) * motionUnitMs);
}
