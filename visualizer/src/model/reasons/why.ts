import {
  keyOf,
  refOf,
  type TraceLog,
  type TraceObject,
  type VisualRecord,
} from "../../trace/trace-log.ts";

/**
 * The way to a record: what led to it, oldest first, itself last. Facts about other objects that only stood before it in
 * the same step are left out; the write that the object's version comes from stands first.
 */
export function whyHere(log: TraceLog, seq: number): readonly VisualRecord[] {
  const chain = log.chainOf(seq, 200);
  const target = chain[0];
  if (target === undefined) return [];
  const key = keyOf(target.fact);
  const root = chain.findIndex(({ fact }) => roots.has(fact.kind));
  const way = chain
    .slice(0, root < 0 ? chain.length : root + 1)
    .filter(({ fact, seq: own }) => own === seq || isAbout(fact, key))
    .reverse();
  const version = refOf(target.fact)?.resourceVersion;
  const write =
    key === undefined || version === undefined ? undefined : writeOf(log, seq, key, version);
  return write === undefined || way.some((record) => record.seq === write.seq)
    ? way
    : [write, ...way];
}

/** What begins of itself: a chain is not followed beyond it. */
const roots: ReadonlySet<string> = new Set(["actor.acted", "informer.started"]);

function isAbout(fact: VisualRecord["fact"], key: string | undefined): boolean {
  const other = keyOf(fact);
  return key === undefined || other === undefined || other === key;
}

function writeOf(
  log: TraceLog,
  before: number,
  key: string,
  version: string,
): VisualRecord | undefined {
  const last = (log.positionOf(before) ?? 1) - 1;
  for (const at of log.mentions.about(key, 0, last)) {
    const record = log.recordAt(at);
    const fact = record?.fact;
    if (fact?.kind === "server.committed" && fact.ref.resourceVersion === version) return record;
  }
  return undefined;
}

/** The object a record carries; the newest one known for its key when it carries none. */
export function objectAt(
  log: TraceLog,
  position: number,
  key: string,
  version?: string,
): TraceObject | undefined {
  for (const at of log.mentions.about(key, 0, position).toReversed()) {
    const fact = log.recordAt(at)?.fact;
    if (fact === undefined) continue;
    const found = carried(fact, key, version);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The version of an object before the given one, as far as the trace shows it. */
export function previousObject(
  log: TraceLog,
  position: number,
  key: string,
  version: string | undefined,
): TraceObject | undefined {
  for (const at of log.mentions.about(key, 0, position).toReversed()) {
    const fact = log.recordAt(at)?.fact;
    if (fact === undefined) continue;
    const found = carried(fact, key);
    if (found !== undefined && found.metadata?.resourceVersion !== version) return found;
  }
  return undefined;
}

function carried(
  fact: VisualRecord["fact"],
  key: string,
  version?: string,
): TraceObject | undefined {
  const ref = refOf(fact);
  if (ref !== undefined && "object" in fact && ref.key === key) {
    if (version === undefined || ref.resourceVersion === version) return fact.object;
  }
  if ("refs" in fact && fact.refs !== undefined && fact.objects !== undefined) {
    const index = fact.refs.findIndex(
      (entry) => entry.key === key && (version === undefined || entry.resourceVersion === version),
    );
    return index < 0 ? undefined : fact.objects[index];
  }
  return undefined;
}
