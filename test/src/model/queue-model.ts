import type { QueueFlavour } from "@informerlab/core";
import type { DeltaType, ObjectRef, QueueFact } from "@informerlab/core/trace";

/** One delta that waits. */
export interface WaitingDelta {
  readonly type: DeltaType;
  /** The object's key; the type in brackets for deltas that are about no single object. */
  readonly key: string;
  readonly resourceVersion: string | undefined;
  readonly isTombstone: boolean;
}

/** What was popped last, and what should have been. */
export interface Popped {
  readonly deltas: readonly WaitingDelta[];
  /** The same number of deltas from the front; for a DeltaFIFO all that waited for the popped key. */
  readonly expected: readonly WaitingDelta[];
  /** The key that was first in a DeltaFIFO. */
  readonly firstKey: string | undefined;
}

const nothing: readonly WaitingDelta[] = [];

/** What waits between Reflector and Indexer, as the facts told it. */
export class QueueModel {
  readonly #flavour: QueueFlavour;
  /** Oldest first. */
  readonly #waiting: WaitingDelta[] = [];
  /** Keys with something waiting, in the order in which each was first queued. */
  readonly #byKey = new Map<string, WaitingDelta[]>();
  /** What waited for the key of the last delta before that joined. */
  before: readonly WaitingDelta[] = nothing;
  /** False when the last merge was of anything but two adjacent deletions (DF-3). */
  isMergeLegal = true;
  popped: Popped = { deltas: nothing, expected: nothing, firstKey: undefined };

  constructor(flavour: QueueFlavour) {
    this.#flavour = flavour;
  }

  /** Keys with something waiting, first queued first. */
  get keys(): Iterable<string> {
    return this.#byKey.keys();
  }

  get keyCount(): number {
    return this.#byKey.size;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** What waits for one key, oldest first. */
  ofKey(key: string): readonly WaitingDelta[] {
    return this.#byKey.get(key) ?? nothing;
  }

  /** Whether a whole list waits between two deltas. */
  hasListBetween(older: WaitingDelta, newer: WaitingDelta): boolean {
    return this.#waiting
      .slice(this.#waiting.indexOf(older), this.#waiting.indexOf(newer))
      .some(({ type }) => type === "ReplacedAll");
  }

  /** Takes the next fact. */
  apply(fact: QueueFact): void {
    switch (fact.kind) {
      case "queue.enqueued":
        this.#push(waitingDelta(fact));
        return;
      case "queue.compressed":
        this.#compress(fact.ref.key);
        return;
      case "queue.popped":
        this.#pop(fact.deltas.map(waitingDelta));
        return;
    }
  }

  #push(delta: WaitingDelta): void {
    this.#waiting.push(delta);
    const own = this.#byKey.get(delta.key);
    this.before = own === undefined ? nothing : own.slice();
    if (own === undefined) this.#byKey.set(delta.key, [delta]);
    else own.push(delta);
  }

  #compress(key: string): void {
    const own = this.#byKey.get(key) ?? [];
    const [older, newer] = own.slice(-2);
    this.isMergeLegal = older?.type === "Deleted" && newer?.type === "Deleted";
    if (older === undefined || newer === undefined) return;
    this.#remove(older.isTombstone ? older : newer);
  }

  #pop(deltas: readonly WaitingDelta[]): void {
    const [firstKey] = this.#byKey.keys();
    const expected =
      this.#flavour === "delta"
        ? this.ofKey(deltas[0]?.key ?? "").slice()
        : this.#waiting.slice(0, deltas.length);
    this.popped = { deltas, expected, firstKey };
    for (const delta of expected) this.#remove(delta);
  }

  #remove(delta: WaitingDelta): void {
    const index = this.#waiting.indexOf(delta);
    if (index === 0) this.#waiting.shift();
    else if (index > 0) this.#waiting.splice(index, 1);
    const own = this.#byKey.get(delta.key);
    if (own === undefined) return;
    own.splice(own.indexOf(delta), 1);
    if (own.length === 0) this.#byKey.delete(delta.key);
  }
}

/** A delta as facts describe it, in the model's form. */
function waitingDelta(delta: {
  readonly type: DeltaType;
  readonly ref?: ObjectRef;
  readonly isTombstone?: true;
}): WaitingDelta {
  return {
    type: delta.type,
    key: delta.ref?.key ?? `(${delta.type})`,
    resourceVersion: delta.ref?.resourceVersion,
    isTombstone: delta.isTombstone === true,
  };
}

/** True when a popped delta is the one that waited. */
export function isSameDelta(popped: WaitingDelta, waiting: WaitingDelta | undefined): boolean {
  return (
    waiting !== undefined &&
    popped.type === waiting.type &&
    popped.key === waiting.key &&
    popped.isTombstone === waiting.isTombstone &&
    (popped.resourceVersion === undefined || popped.resourceVersion === waiting.resourceVersion)
  );
}

/** A delta for people: `Updated n3@44`. */
export function deltaText(
  { type, key, resourceVersion, isTombstone }: WaitingDelta,
  tombstone: string,
): string {
  return `${isTombstone ? tombstone : type} ${key}${resourceVersion === undefined ? "" : `@${resourceVersion}`}`;
}
