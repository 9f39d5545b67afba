import { type Delta, type Deltas, isObjectDelta } from "../queue/delta.ts";
import type { Queue } from "../queue/queue.ts";
import { printed, type TestObject } from "./objects.ts";

/** `Added a/x@1`, `ReplacedAll@7 [a/x@1]`. */
export function printedDelta(delta: Delta<TestObject>): string {
  if (isObjectDelta(delta)) return `${delta.type} ${printed(delta.object)}`;
  const { resourceVersion, objects } = delta.object;
  return `${delta.type}@${resourceVersion} [${objects.map(printed).join(" ")}]`;
}

/** Pops everything; one line per pop. Initial pops are marked with a star. */
export function popAll(queue: Queue<TestObject>): string[] {
  const pops: string[] = [];
  const note = (deltas: Deltas<TestObject>, isInInitialList: boolean): void => {
    pops.push(`${deltas.map(printedDelta).join(", ")}${isInInitialList ? " *" : ""}`);
  };
  while (queue.length > 0) queue.pop(note);
  return pops;
}
