import type { TraceFact } from "@informerlab/core/trace";
import type { TraceLog, VisualRecord } from "../../trace/trace-log.ts";
import {
  createInformer,
  createQueue,
  type InformerWorld,
  type WorkQueueWorld,
  type World,
} from "./world.ts";

/** The fact of one kind. */
export type FactOf<K extends TraceFact["kind"]> = Extract<TraceFact, { kind: K }>;

/** Where a fold stands: the record, and the trace it belongs to, for causes. */
export interface FoldContext {
  readonly record: VisualRecord;
  readonly log: TraceLog;
}

/** How facts change the world, by kind. */
export type Folds<K extends TraceFact["kind"]> = {
  readonly [Kind in K]: (world: World, fact: FactOf<Kind>, context: FoldContext) => void;
};

/** The informer of that name; a recording may begin before its start was seen. */
export function informerOf(world: World, name: string): InformerWorld {
  let informer = world.informers.get(name);
  if (informer === undefined) {
    informer = createInformer(name);
    world.informers.set(name, informer);
  }
  return informer;
}

export function workQueueOf(world: World, name: string): WorkQueueWorld {
  let queue = world.queues.get(name);
  if (queue === undefined) {
    queue = createQueue(name);
    world.queues.set(name, queue);
  }
  return queue;
}

/** The informer on whose behalf something happens at the server: by cause, else by resource when only one watches it. */
export function informerBehind(
  world: World,
  context: FoldContext,
  resource: string,
): string | undefined {
  for (const { fact } of context.log.chainOf(context.record.seq, 12)) {
    if ("informer" in fact) return fact.informer;
    if (fact.kind.startsWith("reconcile.") || fact.kind === "actor.acted") return undefined;
  }
  for (const informer of world.informers.values()) {
    if (informer.resource === resource) return informer.name;
  }
  return undefined;
}
