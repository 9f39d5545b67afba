import type { TraceFact } from "@informerlab/core/trace";
import type { TraceLog, VisualRecord } from "../../trace/trace-log.ts";
import { cacheFolds } from "./fold-cache.ts";
import { handlerFolds } from "./fold-handlers.ts";
import { reflectorFolds } from "./fold-reflector.ts";
import { serverFolds } from "./fold-server.ts";
import type { FactOf, FoldContext, Folds } from "./fold-types.ts";
import { workFolds } from "./fold-work.ts";
import type { World } from "./world.ts";

const folds = {
  ...serverFolds,
  ...reflectorFolds,
  ...cacheFolds,
  ...handlerFolds,
  ...workFolds,
} satisfies Folds<TraceFact["kind"]>;

/** Brings the world one record further. A kind from a newer recorder moves time only. */
export function applyRecord(world: World, record: VisualRecord, log: TraceLog): void {
  dropHands(world, record);
  world.position += 1;
  world.at = record.at;
  world.step = record.step;
  const fold = folds[record.fact.kind] as
    | ((world: World, fact: TraceFact, context: FoldContext) => void)
    | undefined;
  fold?.(world, record.fact, { record, log });
  if (!log.hasServer && isInferredCommit(record.fact)) {
    world.commits += 1;
    world.head = record.fact.ref?.resourceVersion ?? world.head;
  }
}

/** A watch event that tells of a write: all that a recording of a client knows about the server's log. */
export function isInferredCommit(fact: TraceFact): fact is FactOf<"reflector.received"> {
  return (
    fact.kind === "reflector.received" &&
    fact.ref !== undefined &&
    fact.type !== "BOOKMARK" &&
    fact.type !== "ERROR"
  );
}

/** What was received or popped is dealt with inside one step; when another step runs, the hands are empty. */
function dropHands(world: World, record: VisualRecord): void {
  if (record.step === world.step) return;
  for (const informer of world.informers.values()) {
    informer.hand = undefined;
    informer.arrived = undefined;
  }
}
