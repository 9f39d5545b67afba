import {
  type DeletedFinalStateUnknown,
  type HandlerRegistration,
  InformerStateError,
  type QueueFlavour,
  type ResourceEventHandler,
  SharedIndexInformer,
} from "@informerlab/core";
import { expectedConfigMap, Script, type ScriptStep } from "./script.ts";
import { errorClassOf } from "./scripted-source.ts";
import { indexersNamed, refText, type VectorConfigMap, vectorTransform } from "./vector.ts";

interface NotificationBlock {
  readonly ordered?: boolean;
  readonly events: readonly string[];
}

interface InformerStep extends ScriptStep {
  readonly notify?: Readonly<Record<string, readonly NotificationBlock[]>>;
  readonly store?: readonly string[];
  readonly synced?: boolean;
  readonly handlerSynced?: Readonly<Record<string, boolean>>;
  readonly storeRV?: string;
  readonly indexes?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly watchErrors?: readonly string[];
}

/** One sequence of `informer.json`. */
export interface InformerSequence {
  readonly name: string;
  readonly mode: { readonly fifo: string; readonly watchList?: boolean };
  readonly resyncMs?: number;
  readonly handlers?: readonly { readonly id: string; readonly resyncMs?: number }[];
  readonly indexers?: readonly string[];
  readonly transform?: string;
  readonly steps: readonly InformerStep[];
}

const flavours: Readonly<Record<string, QueueFlavour>> = {
  atomic: "real-atomic",
  real: "real",
  delta: "delta",
};

/** Plays a script against a whole SharedIndexInformer; answers one line per difference from client-go. */
export function runInformerSequence(sequence: InformerSequence): string[] {
  return new InformerRun(sequence).play();
}

class InformerRun {
  readonly #sequence: InformerSequence;
  readonly #script: Script;
  readonly #informer: SharedIndexInformer<VectorConfigMap>;
  readonly #registrations = new Map<string, HandlerRegistration>();
  readonly #notified = new Map<string, string[]>();
  readonly #handlerSynced = new Map<string, boolean>();
  #watchErrors: string[] = [];
  #store: readonly string[] = [];
  #isSynced = false;
  #lastVersion = "";
  #storeVersion = "";

  constructor(sequence: InformerSequence) {
    const flavour = flavours[sequence.mode.fifo];
    if (flavour === undefined)
      throw new Error(`unknown queue ${JSON.stringify(sequence.mode.fifo)}`);
    this.#sequence = sequence;
    this.#script = new Script({ ...sequence, settlesEach: flavour === "delta" });
    const transform = vectorTransform(sequence.transform);
    this.#informer = new SharedIndexInformer<VectorConfigMap>(this.#script.environment, {
      listerWatcher: this.#script.source,
      resource: "configmaps",
      expected: expectedConfigMap,
      queue: flavour,
      useWatchList: sequence.mode.watchList === true,
      resyncPeriodMs: sequence.resyncMs ?? 0,
      indexers: indexersNamed(sequence.indexers ?? []),
      toldErrors: "as-client-go",
      watchErrorHandler: (error) => void this.#watchErrors.push(errorClassOf(error)),
      ...(transform === undefined ? {} : { transform }),
    });
    for (const { id, resyncMs } of sequence.handlers ?? []) this.#addHandler(id, resyncMs);
  }

  play(): string[] {
    const { differences } = this.#script;
    for (const [position, step] of this.#sequence.steps.entries()) {
      differences.at(`step ${position} ${step.op}`);
      const refusal = this.#perform(step);
      this.#script.simulation.runReady();
      differences.compare("error", step.err, refusal);
      this.#compare(step);
    }
    return differences.lines;
  }

  /** Answers the class of the refusal, if any. */
  #perform(step: InformerStep): string | undefined {
    const informer = this.#informer;
    switch (step.op) {
      case "start":
      case "runAgain":
        informer.start();
        return undefined;
      case "stop":
        informer.stop();
        return undefined;
      case "isStopped":
        return informer.isStopped ? "stopped" : undefined;
      case "addHandler":
        return refusalOf(() => this.#addHandler(step.handler ?? "", step.resyncMs), "stopped");
      case "removeHandler":
        this.#removeHandler(step.handler ?? "");
        return undefined;
      case "addIndexers":
        return refusalOf(() => informer.addIndexers(indexersNamed(step.names ?? [])), "refused");
      case "setTransform":
        return refusalOf(() => informer.setTransform((object) => object), "started");
      case "setWatchErrorHandler":
        return refusalOf(() => informer.setWatchErrorHandler(() => undefined), "started");
      default:
        if (!this.#script.perform(step)) throw new Error(`unknown step ${JSON.stringify(step.op)}`);
        return undefined;
    }
  }

  #addHandler(id: string, resyncMs: number | undefined): void {
    const notified: string[] = [];
    const handler: ResourceEventHandler<VectorConfigMap> = {
      onAdd: (object, isInInitialList) =>
        void notified.push(`add ${refText(object)}${isInInitialList ? " initial" : ""}`),
      onUpdate: (oldObject, newObject) =>
        void notified.push(`update ${refText(oldObject)} -> ${refText(newObject)}`),
      onDelete: (object: VectorConfigMap | DeletedFinalStateUnknown<VectorConfigMap>) =>
        void notified.push(`delete ${refText(object)}`),
    };
    const options = resyncMs === undefined ? { name: id } : { name: id, resyncPeriodMs: resyncMs };
    this.#registrations.set(id, this.#informer.addEventHandler(handler, options));
    this.#notified.set(id, notified);
    this.#handlerSynced.set(id, false);
  }

  #removeHandler(id: string): void {
    const registration = this.#registrations.get(id);
    if (registration === undefined)
      throw new Error(`the script removes handler ${id}, which was never added`);
    this.#informer.removeEventHandler(registration);
  }

  #compare(step: InformerStep): void {
    const { differences } = this.#script;
    const informer = this.#informer;
    for (const [id, notified] of this.#notified) {
      differences.lines.push(
        ...blockDifferences(step.notify?.[id] ?? [], notified.splice(0)).map(
          (line) => `step ${this.#sequence.steps.indexOf(step)} ${step.op}: handler ${id}: ${line}`,
        ),
      );
    }
    this.#store = step.store ?? this.#store;
    differences.compare("store", this.#store, informer.indexer.list().map(refText).sort());
    this.#isSynced = step.synced ?? this.#isSynced;
    differences.compare("synced", this.#isSynced, informer.hasSynced);
    for (const [id, isSynced] of Object.entries(step.handlerSynced ?? {}))
      this.#handlerSynced.set(id, isSynced);
    for (const [id, isSynced] of this.#handlerSynced) {
      differences.compare(`handler ${id} synced`, isSynced, this.#registrations.get(id)?.hasSynced);
    }
    this.#lastVersion = step.lastRV ?? this.#lastVersion;
    differences.compare("last version", this.#lastVersion, informer.lastSyncResourceVersion);
    this.#storeVersion = step.storeRV ?? this.#storeVersion;
    differences.compare(
      "store version",
      this.#storeVersion,
      informer.indexer.lastStoreSyncResourceVersion,
    );
    differences.compare("watch errors", step.watchErrors ?? [], this.#watchErrors);
    this.#watchErrors = [];
    if (step.op === "stop")
      differences.compare("indexes", sortedIndexes(step.indexes ?? {}), this.#indexes());
    this.#script.compareStopped(step);
  }

  #indexes(): object {
    const { indexer } = this.#informer;
    const indexes: Record<string, Record<string, readonly string[]>> = {};
    for (const name of Object.keys(indexer.getIndexers())) {
      const values: Record<string, readonly string[]> = {};
      for (const value of indexer.listIndexFunctionValues(name))
        values[value] = indexer.indexKeys(name, value);
      indexes[name] = values;
    }
    return sortedIndexes(indexes);
  }
}

function refusalOf(action: () => void, refusal: string): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof InformerStateError || refusal === "refused") return refusal;
    throw error;
  }
}

/** As many notifications as each block has, in order or as a multiset; nothing may be left over. */
function blockDifferences(
  blocks: readonly NotificationBlock[],
  notified: readonly string[],
): string[] {
  const lines: string[] = [];
  let taken = 0;
  for (const { ordered, events } of blocks) {
    const actual = notified.slice(taken, taken + events.length);
    taken += events.length;
    const [wanted, got] =
      ordered === true ? [events, actual] : [events.toSorted(), actual.toSorted()];
    if (JSON.stringify(wanted) !== JSON.stringify(got)) {
      lines.push(`expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
    }
  }
  if (taken < notified.length) lines.push(`unexpected ${JSON.stringify(notified.slice(taken))}`);
  return lines;
}

function sortedIndexes(indexes: object): object {
  return Object.fromEntries(
    Object.entries(indexes)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [
        name,
        Array.isArray(value) ? value : sortedIndexes(value as object),
      ]),
  );
}
