import {
  type CreateQueueOptions,
  DeletedFinalStateUnknown,
  type Keyed,
  type KeyListerGetter,
  type KubernetesObject,
  metaNamespaceKey,
  type ObjectDelta,
  type PopProcess,
  type PopResult,
  type Queue,
  type QueueObserver,
} from "@informerlab/core";

/** What a wrong DeltaFIFO does differently. */
export interface LooseRules {
  /** A list takes no notice of keys that only wait here. */
  readonly ignoresQueued?: boolean;
  /** A list takes no notice of keys that only the cache holds. */
  readonly ignoresKnown?: boolean;
  /** An object of a list is dropped when its key's last delta is a deletion. */
  readonly skipsReplacedAfterDelete?: boolean;
  /** Of two adjacent updates only the newer stays. */
  readonly mergesUpdates?: boolean;
  /** Of two adjacent deletions the one that knows less stays. */
  readonly keepsPoorerDelete?: boolean;
  /** Each list adds another deletion of a key that is gone. */
  readonly copiesDeletions?: boolean;
  /** A resync queues its copies behind pending news. */
  readonly syncsOverQueued?: boolean;
  /** A resync replays what was queued first under a key. */
  readonly syncsFirstCopies?: boolean;
  /** What a watch calls an update is not transformed. */
  readonly forgetsTransform?: boolean;
  /** The key that was queued last comes out first. */
  readonly newestFirst?: boolean;
}

type Deltas = ObjectDelta<KubernetesObject>[];

/** A DeltaFIFO in which single rules can be broken. With no rule broken it behaves as the real one. */
export class LooseDeltaFIFO implements Queue<KubernetesObject> {
  readonly transformer: CreateQueueOptions<KubernetesObject>["transformer"];
  readonly #rules: LooseRules;
  readonly #known: KeyListerGetter<KubernetesObject>;
  readonly #observer: QueueObserver | undefined;
  readonly #deltas = new Map<string, Deltas>();
  readonly #first = new Map<string, KubernetesObject>();
  #isPopulated = false;
  #initial = 0;
  isClosed = false;

  constructor(
    { knownObjects, observer, transformer }: CreateQueueOptions<KubernetesObject>,
    rules: LooseRules,
  ) {
    this.transformer = transformer;
    this.#known = knownObjects;
    this.#observer = observer;
    this.#rules = rules;
  }

  get hasSynced(): boolean {
    return this.#isPopulated && this.#initial === 0;
  }

  get length(): number {
    return this.#deltas.size;
  }

  add(object: KubernetesObject): void {
    this.#isPopulated = true;
    this.#enqueue("Added", object);
  }

  update(object: KubernetesObject): void {
    this.#isPopulated = true;
    this.#enqueue("Updated", object);
  }

  delete(object: Keyed<KubernetesObject>): void {
    this.#isPopulated = true;
    const key = keyOf(object);
    if (!this.#deltas.has(key) && this.#known.getByKey(key) === undefined) return;
    this.#enqueue("Deleted", object as KubernetesObject);
  }

  replace(objects: readonly KubernetesObject[], _resourceVersion: string): void {
    const keys = new Set(objects.map(keyOf));
    for (const object of objects) {
      const isDeleted = this.#deltas.get(keyOf(object))?.at(-1)?.type === "Deleted";
      if (!isDeleted || this.#rules.skipsReplacedAfterDelete !== true)
        this.#enqueue("Replaced", object);
    }
    if (this.#rules.ignoresQueued !== true) this.#deleteQueuedBut(keys);
    if (this.#rules.ignoresKnown !== true) this.#deleteKnownBut(keys);
    if (this.#isPopulated) return;
    this.#isPopulated = true;
    this.#initial = this.#deltas.size;
  }

  #deleteQueuedBut(keys: ReadonlySet<string>): void {
    for (const [key, deltas] of [...this.#deltas]) {
      if (keys.has(key)) continue;
      const newest = deltas.at(-1)?.object;
      const object = newest instanceof DeletedFinalStateUnknown ? newest.object : newest;
      this.#enqueue("Deleted", new DeletedFinalStateUnknown(key, object));
    }
  }

  #deleteKnownBut(keys: ReadonlySet<string>): void {
    for (const key of this.#known.listKeys()) {
      if (keys.has(key) || this.#deltas.has(key)) continue;
      this.#enqueue("Deleted", new DeletedFinalStateUnknown(key, this.#known.getByKey(key)));
    }
  }

  resync(): void {
    for (const key of this.#known.listKeys()) {
      if (this.#deltas.has(key) && this.#rules.syncsOverQueued !== true) continue;
      const first = this.#rules.syncsFirstCopies === true ? this.#first.get(key) : undefined;
      const object = first ?? this.#known.getByKey(key);
      if (object !== undefined) this.#enqueue("Sync", object);
    }
  }

  bookmark(_resourceVersion: string): void {
    // DeltaFIFO has none.
  }

  pop(process: PopProcess<KubernetesObject>): PopResult {
    const waiting = [...this.#deltas];
    const next = this.#rules.newestFirst === true ? waiting.at(-1) : waiting[0];
    if (next === undefined) return "empty";
    const [key, deltas] = next;
    const isInitial = !this.hasSynced;
    this.#deltas.delete(key);
    if (this.#initial > 0) this.#initial -= 1;
    process(deltas, isInitial);
    return "popped";
  }

  close(): void {
    this.isClosed = true;
  }

  #enqueue(
    type: ObjectDelta["type"],
    received: KubernetesObject | DeletedFinalStateUnknown<KubernetesObject>,
  ): void {
    const key = keyOf(received);
    const object =
      this.transformer === undefined ||
      type === "Sync" ||
      (type === "Updated" && this.#rules.forgetsTransform === true) ||
      received instanceof DeletedFinalStateUnknown
        ? received
        : this.transformer(received);
    if (!this.#first.has(key) && !(object instanceof DeletedFinalStateUnknown))
      this.#first.set(key, object);
    const deltas = this.#deltas.get(key);
    const cause = this.#observer?.enqueued(
      type,
      key,
      object,
      this.#deltas.size + (deltas === undefined ? 1 : 0),
    );
    const delta = { type, key, object, cause };
    if (deltas === undefined) this.#deltas.set(key, [delta]);
    else {
      deltas.push(delta);
      this.#compress(key, deltas);
    }
  }

  #compress(key: string, deltas: Deltas): void {
    const [older, newer] = deltas.slice(-2);
    if (older === undefined || newer === undefined) return;
    const areUpdates = older.type === "Updated" && newer.type === "Updated";
    const areDeletions =
      older.type === "Deleted" && newer.type === "Deleted" && this.#rules.copiesDeletions !== true;
    if (!areDeletions && !(areUpdates && this.#rules.mergesUpdates === true)) return;
    const isOlderPoor = older.object instanceof DeletedFinalStateUnknown;
    const keepsNewer = areUpdates || isOlderPoor !== (this.#rules.keepsPoorerDelete === true);
    const kept = keepsNewer ? newer : older;
    deltas.splice(-2, 2, kept);
    this.#observer?.compressed(key, kept.object);
  }
}

function keyOf(object: Keyed<KubernetesObject>): string {
  return object instanceof DeletedFinalStateUnknown
    ? object.key
    : metaNamespaceKey(object as KubernetesObject);
}
