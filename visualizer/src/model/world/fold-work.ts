import type { Folds } from "./fold-types.ts";
import { workQueueOf } from "./fold-types.ts";
import type { WorkerWorld, WorkQueueWorld, World } from "./world.ts";

/** The work queue, the workers, and what happens outside. */
export const workFolds: Folds<
  | "workqueue.added"
  | "workqueue.collapsed"
  | "workqueue.delayed"
  | "workqueue.got"
  | "workqueue.done"
  | "workqueue.forgot"
  | "workqueue.shut-down"
  | "reconcile.started"
  | "reconcile.read"
  | "reconcile.succeeded"
  | "reconcile.failed"
  | "actor.acted"
  | "scenario.healed"
  | "scenario.quiet"
> = {
  "workqueue.added": (world, fact, { record }) => {
    const queue = workQueueOf(world, fact.queue);
    dropDue(queue, fact.key, record.at);
    // WQ-2: what is dirty already waits already, or comes again by itself.
    if (!queue.dirty.has(fact.key)) queue.queue.push({ key: fact.key, seq: record.seq });
    queue.dirty.set(fact.key, 1);
  },
  "workqueue.collapsed": (world, fact, { record }) => {
    const queue = workQueueOf(world, fact.queue);
    world.tally.collapsed += 1;
    dropDue(queue, fact.key, record.at);
    queue.dirty.set(fact.key, (queue.dirty.get(fact.key) ?? 0) + 1);
  },
  "workqueue.delayed": (world, fact, { record }) => {
    const queue = workQueueOf(world, fact.queue);
    if (fact.failures !== undefined) queue.failures.set(fact.key, fact.failures);
    // DQ-2: only an earlier time moves a waiting item.
    const waiting = queue.delayed.get(fact.key);
    if (waiting !== undefined && waiting.dueAt <= fact.dueAt) return;
    queue.delayed.set(fact.key, { seq: record.seq, from: record.at, dueAt: fact.dueAt });
  },
  "workqueue.got": (world, fact, { record }) => {
    const queue = workQueueOf(world, fact.queue);
    const index = queue.queue.findIndex(({ key }) => key === fact.key);
    const [taken] = index < 0 ? [] : queue.queue.splice(index, 1);
    queue.dirty.delete(fact.key);
    queue.processing.set(fact.key, { seq: record.seq, from: taken?.seq });
  },
  "workqueue.done": (world, fact, { record }) => {
    const queue = workQueueOf(world, fact.queue);
    queue.processing.delete(fact.key);
    if (fact.isRequeued) queue.queue.push({ key: fact.key, seq: record.seq });
    for (const worker of world.workers.values()) {
      if (worker.queue === fact.queue && worker.key === fact.key) {
        world.workers.set(worker.name, { name: worker.name, queue: worker.queue, seq: record.seq });
      }
    }
  },
  "workqueue.forgot": (world, fact) => {
    workQueueOf(world, fact.queue).failures.delete(fact.key);
  },
  "workqueue.shut-down": (world, fact) => {
    const queue = workQueueOf(world, fact.queue);
    queue.isShutDown = true;
    queue.delayed.clear();
  },
  "reconcile.started": (world, fact, { record }) => {
    world.tally.reconciles += 1;
    const { queue, worker, key } = fact;
    world.workers.set(worker, { name: worker, queue, seq: record.seq, key });
    const processing = workQueueOf(world, queue).processing.get(key);
    if (processing !== undefined) {
      workQueueOf(world, queue).processing.set(key, { ...processing, worker });
    }
  },
  "reconcile.read": (world, fact, { record }) => {
    change(world, fact.worker, { read: { seq: record.seq, ref: fact.ref } });
    noteRead(world, record.seq);
  },
  "reconcile.succeeded": (world, fact) => {
    change(world, fact.worker, { outcome: "succeeded" });
  },
  "reconcile.failed": (world, fact) => {
    change(world, fact.worker, { outcome: "failed", error: fact.error });
  },
  "actor.acted": (world, fact, { record }) => {
    world.actor = { seq: record.seq, name: fact.actor, action: fact.action, key: fact.ref?.key };
    if (fact.action === "read") noteRead(world, record.seq);
  },
  "scenario.healed": (world) => {
    world.isHealed = true;
  },
  "scenario.quiet": (world) => {
    world.isQuiet = true;
  },
};

function change(world: World, name: string, part: Partial<WorkerWorld>): void {
  const worker = world.workers.get(name);
  if (worker !== undefined) world.workers.set(name, { ...worker, ...part });
}

// DQ-3: an item leaves the waiting room when its time has come, not because somebody else added it.
function dropDue(queue: WorkQueueWorld, key: string, now: number): void {
  const waiting = queue.delayed.get(key);
  if (waiting !== undefined && waiting.dueAt <= now) queue.delayed.delete(key);
}

function noteRead(world: World, seq: number): void {
  const claims = [...world.informers].map(
    ([name, { appliedRevision }]) => [name, appliedRevision] as const,
  );
  world.lastRead = { seq, asOf: Object.fromEntries(claims) };
}
