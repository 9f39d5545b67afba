import {
  type Delta,
  DeltaFIFO,
  type DeltaFIFOOptions,
  type Deltas,
  ExplicitKey,
  FIFOClosedError,
  KeyError,
  type KeyListerGetter,
  type KubernetesObject,
  metaNamespaceKey,
  type PopProcess,
  type Queue,
  RealFIFO,
  type ReplacedAllInfo,
  TransformError,
} from "@informerlab/core";
import {
  Differences,
  notAnObject,
  refText,
  toConfigMap,
  toTombstone,
  type VectorArgument,
  type VectorConfigMap,
  type VectorObject,
  vectorTransform,
} from "./vector.ts";

/** One operation of `deltafifo.json` or `realfifo.json`. */
export interface QueueOperation extends VectorArgument {
  readonly op: string;
  readonly objs?: readonly VectorObject[];
  readonly rv?: string;
  readonly mode?: string;
  readonly processErr?: boolean;
  readonly out?: QueueOutcome;
  readonly synced?: boolean;
  readonly queue?: readonly string[];
  readonly len?: number;
}

/** What an operation answers; absent is empty or false. */
export interface QueueOutcome {
  readonly err?: string;
  readonly key?: string;
  readonly deltas?: readonly string[];
  readonly initial?: boolean;
  readonly via?: string;
  readonly syncedDuringProcess?: boolean;
}

/** One sequence of `deltafifo.json` or `realfifo.json`. */
export interface QueueSequence {
  readonly name: string;
  readonly knownObjects?: boolean;
  readonly knownStart?: readonly VectorObject[];
  readonly applyPops?: boolean;
  readonly emitDeltaTypeReplaced?: boolean;
  readonly atomicEvents?: boolean;
  readonly unlockWhileProcessing?: boolean;
  readonly emitDeltaTypeBookmark?: boolean;
  readonly transform?: string;
  readonly ops: readonly QueueOperation[];
}

/** Plays a sequence against the DeltaFIFO; answers one line per difference from client-go. */
export function runDeltaFIFOSequence(sequence: QueueSequence): string[] {
  return new QueueRun(sequence, (options) => new DeltaFIFO<VectorConfigMap>(options)).play();
}

/** Plays a sequence against the RealFIFO; answers one line per difference from client-go. */
export function runRealFIFOSequence(sequence: QueueSequence): string[] {
  return new QueueRun(
    sequence,
    ({ knownObjects, transformer }) =>
      new RealFIFO<VectorConfigMap>({
        atomicEvents: sequence.atomicEvents === true,
        emitDeltaTypeBookmark: sequence.emitDeltaTypeBookmark === true,
        ...(transformer === undefined ? {} : { transformer }),
        ...(knownObjects === undefined || sequence.atomicEvents === true ? {} : { knownObjects }),
      }),
  ).play();
}

/** The known-objects store of the vectors: its key list is sorted, and single keys can be made to misbehave. */
class KnownObjects implements KeyListerGetter<VectorConfigMap> {
  readonly #objects = new Map<string, VectorConfigMap>();
  readonly #modes = new Map<string, string>();

  listKeys(): string[] {
    return [...this.#objects.keys()].sort();
  }

  getByKey(key: string): VectorConfigMap | undefined {
    const mode = this.#modes.get(key);
    if (mode === "fail") throw new Error("lookup failed");
    return mode === "gone" ? undefined : this.#objects.get(key);
  }

  set(object: VectorConfigMap): void {
    this.#objects.set(metaNamespaceKey(object), object);
  }

  remove(key: string): void {
    this.#objects.delete(key);
  }

  change({ mode, obj, key = "" }: QueueOperation): void {
    if (mode === "set" && obj !== undefined) {
      this.set(toConfigMap(obj));
    } else if (mode === "remove") {
      this.remove(key);
    } else if (mode !== undefined) {
      this.#modes.set(key, mode);
    }
  }
}

class ProcessError extends Error {}

class QueueRun {
  readonly #sequence: QueueSequence;
  readonly #known = new KnownObjects();
  readonly #queue: Queue<VectorConfigMap> & { keyOf(object: unknown): string; keys?(): string[] };
  readonly #differences = new Differences();

  constructor(
    sequence: QueueSequence,
    create: (
      options: DeltaFIFOOptions<VectorConfigMap>,
    ) => DeltaFIFO<VectorConfigMap> | RealFIFO<VectorConfigMap>,
  ) {
    this.#sequence = sequence;
    const transformer = vectorTransform(sequence.transform);
    for (const object of sequence.knownStart ?? []) this.#known.set(toConfigMap(object));
    this.#queue = create({
      emitDeltaTypeReplaced: sequence.emitDeltaTypeReplaced === true,
      ...(transformer === undefined ? {} : { transformer }),
      ...(sequence.knownObjects === true ? { knownObjects: this.#known } : {}),
    });
  }

  play(): string[] {
    const differences = this.#differences;
    for (const [position, operation] of this.#sequence.ops.entries()) {
      differences.at(`op ${position} ${operation.op}`);
      const outcome = this.#outcomeOf(operation);
      const expected = operation.out ?? {};
      for (const field of ["err", "key", "deltas", "via"] as const) {
        differences.compare(field, expected[field], outcome[field]);
      }
      differences.compare("initial", expected.initial === true, outcome.initial === true);
      if (expected.syncedDuringProcess !== undefined) {
        differences.compare(
          "synced during process",
          expected.syncedDuringProcess,
          outcome.syncedDuringProcess,
        );
      }
      differences.compare("synced", operation.synced === true, this.#queue.hasSynced);
      if (this.#queue.keys === undefined) {
        differences.compare("length", operation.len ?? 0, this.#queue.length);
      } else {
        differences.compare("queue", operation.queue ?? [], this.#queue.keys());
      }
    }
    return differences.lines;
  }

  #outcomeOf(operation: QueueOperation): QueueOutcome {
    try {
      return this.#perform(operation);
    } catch (error) {
      return { err: errorClassOf(error) };
    }
  }

  #perform(operation: QueueOperation): QueueOutcome {
    const { op } = operation;
    switch (op) {
      case "add":
      case "update":
      case "delete":
        this.#queue[op](this.#argumentOf(operation) as VectorConfigMap);
        return {};
      case "replace":
        this.#queue.replace(this.#objectsOf(operation), operation.rv ?? "");
        return {};
      case "resync":
        this.#queue.resync();
        return {};
      case "bookmark":
        this.#queue.bookmark(operation.rv ?? "");
        return {};
      case "close":
        this.#queue.close();
        return {};
      case "known":
        this.#known.change(operation);
        return {};
      case "keyOf":
        return { key: this.#queue.keyOf(this.#argumentOf(operation)) };
      case "pop":
      case "popBatch":
        return this.#pop(op, operation.processErr === true);
      default:
        throw new Error(`unknown operation ${JSON.stringify(op)}`);
    }
  }

  #pop(op: "pop" | "popBatch", fails: boolean): QueueOutcome {
    let outcome: QueueOutcome = {};
    const processVia =
      (via: string | undefined): PopProcess<VectorConfigMap> =>
      (deltas, initial) => {
        outcome = {
          deltas: deltas.map(deltaText),
          initial,
          syncedDuringProcess: this.#queue.hasSynced,
          ...(via === undefined ? {} : { via }),
        };
        if (fails) throw new ProcessError("process");
        if (this.#sequence.applyPops === true) this.#apply(deltas);
      };
    try {
      if (op === "pop") {
        this.#queue.pop(processVia(undefined));
      } else {
        this.#queue.popBatch?.(processVia("batch"), processVia("single"));
      }
    } catch (error) {
      return { ...outcome, err: errorClassOf(error) };
    }
    return outcome;
  }

  #apply(deltas: Deltas<VectorConfigMap>): void {
    for (const delta of deltas) {
      if (delta.type === "Deleted") this.#known.remove(this.#queue.keyOf(delta.object));
      else if (isObjectType(delta.type)) this.#known.set(delta.object as VectorConfigMap);
    }
  }

  #argumentOf(argument: VectorArgument): unknown {
    if (argument.bad === true) return notAnObject;
    if (argument.tombstone !== undefined) return toTombstone(argument.tombstone);
    if (argument.key !== undefined) return new ExplicitKey(argument.key);
    return argument.obj === undefined ? notAnObject : toConfigMap(argument.obj);
  }

  #objectsOf(operation: QueueOperation): VectorConfigMap[] {
    const objects = (operation.objs ?? []).map(toConfigMap);
    return operation.bad === true ? [...objects, notAnObject] : objects;
  }
}

function isObjectType(type: Delta["type"]): boolean {
  return type !== "ReplacedAll" && type !== "SyncAll" && type !== "Bookmark";
}

function deltaText<T extends KubernetesObject>({ type, object }: Delta<T>): string {
  if (isObjectType(type)) return `${type} ${refText(object)}`;
  const { resourceVersion, objects } = object as ReplacedAllInfo<T>;
  switch (type) {
    case "ReplacedAll":
      return `ReplacedAll @${resourceVersion} [${objects.map(refText).join(" ")}]`;
    case "Bookmark":
      return `Bookmark @${resourceVersion}`;
    default:
      return type;
  }
}

function errorClassOf(error: unknown): string {
  if (error instanceof KeyError) return "key";
  if (error instanceof TransformError) return "transform";
  if (error instanceof FIFOClosedError) return "closed";
  if (error instanceof ProcessError) return "process";
  throw error;
}
