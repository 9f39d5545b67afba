import type { ObjectRef, TraceFact, TraceFile } from "@informerlab/core/trace";
import { guessedLane } from "./made-lanes.ts";
import type { TraceObject, VisualRecord } from "./trace-log.ts";

/** Resources that get a client of their own at most; those that somebody watched come first. */
const resourcesMax = 24;

/** True for what a server alone has recorded. */
export function isServerAlone(file: TraceFile): boolean {
  const { records } = file;
  return (
    records.some(({ fact }) => fact.kind === "server.committed") &&
    !records.some(({ fact }) => "informer" in fact)
  );
}

/**
 * Adds to a server's trace what its clients must have received: for each resource one client, whose copy follows the lists
 * and watch events that the server sent. All of it is marked as guessed; the records' numbers change.
 */
export function withGuessedClients(file: TraceFile): TraceFile {
  const [first] = file.records;
  if (first === undefined) return file;
  const guess = new Guess(first);
  for (const resource of resourcesOf(file.records)) {
    guess.add({
      kind: "informer.started",
      informer: resource,
      resource,
      queue: "delta",
      resyncPeriodMs: 0,
      indexes: [],
    });
  }
  for (const record of file.records) guess.take(record);
  return { ...file, records: guess.records };
}

/** Watched resources in the order of their first watch, then written ones, those written last first. */
function resourcesOf(records: readonly VisualRecord[]): readonly string[] {
  const watched = new Set<string>();
  const written = new Set<string>();
  for (const { fact } of records) {
    if (fact.kind === "server.watch-opened") watched.add(fact.resource);
    if (fact.kind !== "server.committed") continue;
    written.delete(fact.ref.resource);
    written.add(fact.ref.resource);
  }
  return [...new Set([...watched, ...[...written].reverse()])].slice(0, resourcesMax);
}

class Guess {
  readonly records: VisualRecord[] = [];
  /** New numbers of the server's own records, for their causes. */
  readonly #numbers = new Map<number, number>();
  readonly #held = new Map<string, Map<string, { ref: ObjectRef; object: TraceObject }>>();
  readonly #copies = new Map<string, Map<string, ObjectRef>>();
  readonly #lists = new Map<string, string>();
  readonly #watches = new Map<string, string>();
  readonly #synced = new Set<string>();
  #now: VisualRecord;

  constructor(first: VisualRecord) {
    this.#now = first;
  }

  add(fact: TraceFact, cause?: number): number {
    const { at, step } = this.#now;
    const seq = this.records.length + 1;
    const base = { seq, at, lane: guessedLane, step };
    this.records.push(cause === undefined ? { ...base, fact } : { ...base, cause, fact });
    return seq;
  }

  take(record: VisualRecord): void {
    this.#now = record;
    const seq = this.records.length + 1;
    const { cause: _, ...rest } = record;
    const cause = record.cause === undefined ? undefined : this.#numbers.get(record.cause);
    this.#numbers.set(record.seq, seq);
    this.records.push(cause === undefined ? { ...rest, seq } : { ...rest, seq, cause });
    this.#follow(record.fact, seq);
  }

  #follow(fact: TraceFact, seq: number): void {
    switch (fact.kind) {
      case "server.committed": {
        const held = this.#of(this.#held, fact.ref.resource);
        if (fact.verb === "delete") held.delete(fact.ref.key);
        else held.set(fact.ref.key, { ref: fact.ref, object: fact.object });
        return;
      }
      case "server.requested":
        // A list of one namespace, or with a selector, is not the whole resource: what it held is not known.
        if (fact.verb === "list" && fact.key === "" && fact.options.labelSelector === undefined) {
          this.#lists.set(fact.request, fact.resource);
        }
        return;
      case "server.responded":
        this.#listed(fact, seq);
        return;
      case "server.watch-opened":
        this.#watches.set(fact.watch, fact.resource);
        return;
      case "server.watch-sent":
        this.#received(fact, seq);
        return;
      default:
    }
  }

  #listed(fact: Extract<TraceFact, { kind: "server.responded" }>, seq: number): void {
    const resource = this.#lists.get(fact.request);
    this.#lists.delete(fact.request);
    if (resource === undefined || fact.code !== 200) return;
    const held = [...this.#of(this.#held, resource).values()];
    const refs = held.map(({ ref }) => ref);
    const storeResourceVersion = fact.resourceVersion ?? "";
    const listed = this.add(
      {
        kind: "reflector.listed",
        informer: resource,
        resourceVersion: storeResourceVersion,
        count: fact.count ?? refs.length,
        isPaginated: false,
      },
      seq,
    );
    const copy = this.#of(this.#copies, resource);
    copy.clear();
    for (const ref of refs) copy.set(ref.key, ref);
    this.add(
      {
        kind: "store.replaced",
        informer: resource,
        refs,
        objects: held.map(({ object }) => object),
        indexes: {},
        storeResourceVersion,
      },
      listed,
    );
    if (this.#synced.has(resource)) return;
    this.#synced.add(resource);
    this.add({ kind: "informer.synced", informer: resource, count: refs.length }, listed);
  }

  #received(fact: Extract<TraceFact, { kind: "server.watch-sent" }>, seq: number): void {
    const informer = this.#watches.get(fact.watch);
    const { ref, type } = fact;
    if (informer === undefined) return;
    const object =
      ref === undefined ? undefined : this.#of(this.#held, informer).get(ref.key)?.object;
    const told = {
      ...(ref === undefined ? {} : { ref }),
      ...(object === undefined ? {} : { object }),
    };
    const received = this.add({ kind: "reflector.received", informer, type, ...told }, seq);
    if (ref === undefined || type === "ERROR") return;
    const storeResourceVersion = ref.resourceVersion ?? "";
    if (type === "BOOKMARK") {
      this.add({ kind: "store.bookmarked", informer, storeResourceVersion }, received);
      return;
    }
    const copy = this.#of(this.#copies, informer);
    const before = copy.get(ref.key);
    const change = type === "DELETED" ? "deleted" : before === undefined ? "added" : "updated";
    if (type === "DELETED") copy.delete(ref.key);
    else copy.set(ref.key, ref);
    this.add(
      {
        kind: "store.changed",
        informer,
        change,
        ref,
        ...(type === "DELETED" || object === undefined ? {} : { object }),
        indexes: {},
        storeResourceVersion,
      },
      received,
    );
  }

  #of<V>(maps: Map<string, Map<string, V>>, resource: string): Map<string, V> {
    let map = maps.get(resource);
    if (map === undefined) {
      map = new Map();
      maps.set(resource, map);
    }
    return map;
  }
}
