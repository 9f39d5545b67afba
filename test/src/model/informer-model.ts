import type { KubernetesObject, QueueFlavour } from "@informerlab/core";
import type { InformerFact, ObjectRef, StoreFact } from "@informerlab/core/trace";
import { QueueModel } from "./queue-model.ts";
import { revisionOf } from "./revision.ts";
import { sameFields } from "./same-json.ts";
import type { LogEntry, ServerLog } from "./server-log.ts";

/** True for the objects that an informer asks for. */
export type Projection = (object: KubernetesObject) => boolean;

/** What an informer makes of an object before it is stored. */
export type Transform = (object: KubernetesObject) => KubernetesObject;

/** One object as an informer's cache holds it. */
export interface CachedObject {
  readonly key: string;
  readonly uid: string;
  readonly revision: number;
  readonly object: KubernetesObject;
}

/** What the last replacement of a whole cache did. */
export interface Replacement {
  readonly before: ReadonlyMap<string, CachedObject>;
  readonly after: ReadonlyMap<string, CachedObject>;
}

/**
 * What one informer holds and claims, as its facts told it, beside what the server's log says it may hold.
 */
export class InformerModel {
  readonly name: string;
  readonly resource: string;
  readonly flavour: QueueFlavour;
  readonly matches: Projection;
  readonly transform: Transform | undefined;
  readonly log: ServerLog;
  readonly queue: QueueModel;
  /** The cache, by key. */
  content: Map<string, CachedObject> = new Map();
  /** The revision that the store claims to be complete up to; NaN while it claims none. */
  claimed: number = Number.NaN;
  hasSynced = false;
  isStopped = false;
  lastReplacement: Replacement | undefined;
  /** What its program makes of an object nobody else can work out. */
  readonly #isUnknownTransform: boolean;
  readonly #transformedEntries = new Map<LogEntry, KubernetesObject>();

  constructor(
    fact: InformerFact & { kind: "informer.started" },
    {
      matches,
      transform,
      log,
    }: {
      readonly matches: Projection;
      readonly transform: Transform | undefined;
      readonly log: ServerLog;
    },
  ) {
    this.name = fact.informer;
    this.resource = fact.resource;
    this.flavour = fact.queue;
    this.matches = matches;
    this.transform = transform;
    this.#isUnknownTransform = fact.isTransformed === true && transform === undefined;
    this.log = log;
    this.queue = new QueueModel(fact.queue);
  }

  /** Applies what happened to the store. */
  apply(fact: Exclude<StoreFact, { kind: "store.mutated" }>): void {
    this.claimed = revisionOf(fact.storeResourceVersion);
    switch (fact.kind) {
      case "store.changed":
        if (fact.change === "deleted") this.content.delete(fact.ref.key);
        else this.content.set(fact.ref.key, cachedObject(fact.ref, fact.object));
        return;
      case "store.replaced": {
        const after = new Map<string, CachedObject>();
        for (const [index, ref] of fact.refs.entries())
          after.set(ref.key, cachedObject(ref, fact.objects[index]));
        this.lastReplacement = { before: this.content, after };
        this.content = new Map(after);
        return;
      }
      case "store.bookmarked":
        return;
    }
  }

  /** What the server holds of this informer's objects at a revision: the state that a key had, if it was in view. */
  serverState(key: string, revision: number): LogEntry | undefined {
    const entry = this.log.of(this.resource).at(key, revision);
    return entry === undefined || entry.verb === "delete" || !this.matches(entry.object)
      ? undefined
      : entry;
  }

  /** True when an object of the cache, or one that a handler is given, is what it must be at its version. */
  isTrue(object: KubernetesObject, entry: LogEntry): boolean {
    if (this.#isUnknownTransform) return true;
    const expected = this.#transformed(entry);
    if (object === expected) return true;
    return sameFields(fieldsOf(object), fieldsOf(expected), typeFields);
  }

  #transformed(entry: LogEntry): KubernetesObject {
    if (this.transform === undefined) return entry.object;
    let object = this.#transformedEntries.get(entry);
    if (object === undefined) {
      object = this.transform(entry.object);
      this.#transformedEntries.set(entry, object);
    }
    return object;
  }

  /** True when the entry changes what this informer should hold: its state or the one before is in view. */
  concerns(entry: LogEntry): boolean {
    if (this.matches(entry.object)) return true;
    return this.serverState(entry.key, entry.revision - 1) !== undefined;
  }
}

/** List items carry neither kind nor apiVersion, watch events both. */
const typeFields = ["kind", "apiVersion"];

function fieldsOf(object: KubernetesObject): Readonly<Record<string, unknown>> {
  return object as Readonly<Record<string, unknown>>;
}

function cachedObject(ref: ObjectRef, object: KubernetesObject | undefined): CachedObject {
  return {
    key: ref.key,
    uid: ref.uid ?? object?.metadata?.uid ?? "",
    revision: revisionOf(ref.resourceVersion ?? object?.metadata?.resourceVersion),
    object: object ?? {},
  };
}
