import { copyJson, DeletedFinalStateUnknown } from "@informerlab/core";
import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import type { Heard } from "../../invariants/observation.ts";
import type { InformerProgram, Scenario } from "../../scenario/scenario.ts";

/** Whether one of its handlers changes cached objects in place. */
export function writesOnCache({ handlers = [] }: InformerProgram): boolean {
  return handlers.some(({ writes }) => writes !== undefined);
}

/** Sets labels as a program does that takes what it was given for its own. */
export function writeLabels(object: Heard, labels: Readonly<Record<string, string>>): void {
  if (object instanceof DeletedFinalStateUnknown || object.metadata === undefined) return;
  Object.assign(object.metadata, { labels: Object.assign(object.metadata.labels ?? {}, labels) });
}

/**
 * A listener as it must be told of a scenario. Where a handler edits what is cached, that is by records with objects of
 * their own: what happens to them later must not change what was told.
 */
export function toldOf({ informers }: Scenario, listener: Listener): Listener {
  return informers.some(writesOnCache) ? (record) => listener(withOwnObjects(record)) : listener;
}

type Listener = (record: TraceRecord<TraceFact>) => void;

function withOwnObjects(record: TraceRecord<TraceFact>): TraceRecord<TraceFact> {
  const { fact } = record;
  return fact.kind === "store.changed" || fact.kind === "store.replaced"
    ? { ...record, fact: copyJson(fact) }
    : record;
}
