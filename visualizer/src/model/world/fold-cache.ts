import type { FactOf, FoldContext, Folds } from "./fold-types.ts";
import { informerOf } from "./fold-types.ts";
import { SharedMap } from "./shared-map.ts";
import type { Held, InformerWorld, QueuedDelta, World } from "./world.ts";

/** What happens between Reflector and handlers: the queue and the Indexer. */
export const cacheFolds: Folds<
  | "queue.enqueued"
  | "queue.compressed"
  | "queue.popped"
  | "store.changed"
  | "store.replaced"
  | "store.bookmarked"
  | "store.mutated"
> = {
  "queue.enqueued": enqueue,
  "queue.compressed": compress,
  "queue.popped": pop,
  "store.changed": (world, fact, { record }) => {
    const informer = informerOf(world, fact.informer);
    informer.storeResourceVersion = fact.storeResourceVersion;
    noteApplied(informer, fact.storeResourceVersion);
    noteApplied(informer, fact.ref.resourceVersion);
    takeFromHand(informer, fact.ref.key);
    // The last of what was read: the copy is where the Reflector is. A list that ends with a deletion holds nothing as new as itself.
    if (informer.hand === undefined && informer.keys.length + informer.ribbon.length === 0)
      noteApplied(informer, informer.reflector.lastResourceVersion);
    if (fact.change === "deleted") {
      world.tally.deletions += 1;
      informer.store.delete(fact.ref.key);
      return;
    }
    informer.store.set(fact.ref.key, {
      seq: record.seq,
      ref: fact.ref,
      object: fact.object,
      change: fact.change,
      ...filing(informer.store.get(fact.ref.key), fact.indexes),
    });
  },
  "store.replaced": (world, fact, { record }) => {
    const informer = informerOf(world, fact.informer);
    informer.storeResourceVersion = fact.storeResourceVersion;
    noteApplied(informer, fact.storeResourceVersion);
    informer.hand = undefined;
    const previous = informer.store;
    const listed = new Set(fact.refs.map(({ key }) => key));
    for (const key of previous.keys()) {
      if (listed.has(key)) continue;
      // PD-6: in atomic mode the consumer works out what is missing.
      if (informer.flavour === "real-atomic") world.tally.tombstones += 1;
      world.tally.deletions += 1;
    }
    informer.store = new SharedMap(
      fact.refs.map((ref, index) => [
        ref.key,
        {
          seq: record.seq,
          ref,
          object: fact.objects[index],
          change: previous.has(ref.key) ? "updated" : "added",
          indexes: fact.indexes[ref.key] ?? {},
        },
      ]),
    );
  },
  "store.bookmarked": (world, fact) => {
    const informer = informerOf(world, fact.informer);
    informer.storeResourceVersion = fact.storeResourceVersion;
    noteApplied(informer, fact.storeResourceVersion);
    informer.hand = undefined;
  },
  "store.mutated": (world, { informer: name, ref, object, by, indexes }, { record }) => {
    const { store } = informerOf(world, name);
    const held = store.get(ref.key);
    if (held === undefined) return;
    store.set(ref.key, {
      ...held,
      seq: record.seq,
      object,
      values: indexes,
      edit: { by },
    });
  },
};

/** IX-3: the old place is looked up by the old object. Where that was edited it is not found, and the entry stays. */
function filing(
  before: Held | undefined,
  values: Held["indexes"],
): Pick<Held, "indexes" | "values"> {
  const said = before?.values;
  if (before === undefined || said === undefined) return { indexes: values };
  const indexes = Object.entries(values).map(([name, now]) => {
    const left = before.indexes[name]?.filter((value) => said[name]?.includes(value) !== true);
    return [name, [...new Set([...(left ?? []), ...now])]];
  });
  return { indexes: Object.fromEntries(indexes), values };
}

function noteApplied(informer: InformerWorld, revision: string | undefined): void {
  if (revision === undefined || revision === "") return;
  if (Number(revision) > Number(informer.appliedRevision ?? 0)) informer.appliedRevision = revision;
}

function enqueue(world: World, fact: FactOf<"queue.enqueued">, { record }: FoldContext): void {
  const informer = informerOf(world, fact.informer);
  const delta: QueuedDelta = {
    seq: record.seq,
    type: fact.type,
    ref: fact.ref,
    isTombstone: fact.isTombstone === true,
    count: fact.refs?.length,
    resourceVersion: fact.resourceVersion ?? fact.ref?.resourceVersion,
  };
  if (delta.isTombstone) world.tally.tombstones += 1;
  if (delta.ref === undefined) informer.flavour = "real-atomic";
  if (informer.flavour !== "delta" || delta.ref === undefined) {
    informer.ribbon.push(delta);
    return;
  }
  const { key } = delta.ref;
  const waiting = informer.deltas.get(key);
  if (waiting === undefined) {
    informer.keys.push(key);
    informer.deltas.set(key, [delta]);
  } else {
    informer.deltas.set(key, [...waiting, delta]);
  }
}

// DF-3: of two adjacent deletes the older stays, unless it is a tombstone.
function compress(world: World, fact: FactOf<"queue.compressed">): void {
  const { deltas } = informerOf(world, fact.informer);
  const waiting = deltas.get(fact.ref.key);
  const last = waiting?.at(-1);
  const older = waiting?.at(-2);
  if (waiting === undefined || last?.type !== "Deleted" || older?.type !== "Deleted") return;
  deltas.set(fact.ref.key, [...waiting.slice(0, -2), older.isTombstone ? last : older]);
}

function pop(world: World, fact: FactOf<"queue.popped">, { record }: FoldContext): void {
  const informer = informerOf(world, fact.informer);
  const taken = takeFromQueue(informer, fact);
  const deltas = fact.deltas.map((delta, index): QueuedDelta => {
    const queued = taken[index];
    return {
      seq: record.seq,
      from: queued?.seq,
      type: delta.type,
      ref: delta.ref,
      isTombstone: delta.isTombstone === true,
      count: queued?.count,
      resourceVersion: delta.ref?.resourceVersion ?? queued?.resourceVersion,
    };
  });
  informer.hand = { step: record.step, deltas, isBatch: fact.isBatch };
}

function takeFromQueue(
  informer: InformerWorld,
  fact: FactOf<"queue.popped">,
): readonly QueuedDelta[] {
  const key = fact.deltas[0]?.ref?.key;
  const waiting = key === undefined ? undefined : informer.deltas.get(key);
  if (key === undefined || waiting === undefined) {
    return informer.ribbon.splice(0, fact.deltas.length);
  }
  informer.deltas.delete(key);
  const index = informer.keys.indexOf(key);
  if (index >= 0) informer.keys.splice(index, 1);
  return waiting;
}

/** The last write of a key empties the hand of that key's deltas. */
function takeFromHand(informer: InformerWorld, key: string): void {
  const { hand } = informer;
  if (hand === undefined) return;
  const index = hand.deltas.findIndex((delta) => delta.ref?.key === key);
  if (index < 0) return;
  const deltas = hand.deltas.filter((_, place) => place !== index);
  informer.hand = deltas.length === 0 ? undefined : { ...hand, deltas };
}
