import { keyOf, refOf, type TraceLog, type TraceObject, type VisualRecord } from "../trace/trace-log.ts";

/** The way to a record: what led to it, oldest first, itself last. */
export function whyHere(log: TraceLog, seq: number): readonly VisualRecord[] {
  const chain = [...log.chainOf(seq)].reverse();
  const key = keyOfRecord(log, seq);
  // A chain begins at what somebody did; steps about other objects only say how the loop came along.
  const first = chain.findIndex(({ fact }) => fact.kind === "actor.acted" || fact.kind === "server.committed");
  const start = first < 0 ? 0 : first;
  return chain.filter((record, index) => index >= start || keyOf(record.fact) === key);
}

function keyOfRecord(log: TraceLog, seq: number): string | undefined {
  const record = log.recordOf(seq);
  return record === undefined ? undefined : keyOf(record.fact);
}

/** The object a record carries; the newest one known for its key when it carries none. */
export function objectAt(log: TraceLog, position: number, key: string, version?: string): TraceObject | undefined {
  for (let at = position; at >= 1; at -= 1) {
    const fact = log.recordAt(at)?.fact;
    if (fact === undefined) continue;
    const found = carried(fact, key, version);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The version of an object before the given one, as far as the trace shows it. */
export function previousObject(log: TraceLog, position: number, key: string, version: string | undefined): TraceObject | undefined {
  for (let at = position; at >= 1; at -= 1) {
    const fact = log.recordAt(at)?.fact;
    if (fact === undefined) continue;
    const found = carried(fact, key);
    if (found !== undefined && found.metadata?.resourceVersion !== version) return found;
  }
  return undefined;
}

function carried(fact: VisualRecord["fact"], key: string, version?: string): TraceObject | undefined {
  const ref = refOf(fact);
  if (ref !== undefined && "object" in fact && ref.key === key) {
    if (version === undefined || ref.resourceVersion === version) return fact.object;
  }
  if ("refs" in fact && fact.refs !== undefined && fact.objects !== undefined) {
    const index = fact.refs.findIndex((entry) => entry.key === key && (version === undefined || entry.resourceVersion === version));
    return index < 0 ? undefined : fact.objects[index];
  }
  return undefined;
}
