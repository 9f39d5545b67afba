import {
  type Keyed,
  Reflector,
  type ReflectorStore,
  type TransformFunction,
} from "@informerlab/core";
import { expectedConfigMap, Script, type ScriptStep } from "./script.ts";
import { refText, type VectorConfigMap, vectorTransform } from "./vector.ts";

/** One sequence of `reflector.json`. */
export interface ReflectorSequence {
  readonly name: string;
  readonly mode: { readonly fifo: string; readonly watchList?: boolean };
  readonly resyncMs?: number;
  readonly shouldResync?: string;
  readonly pageSize?: number;
  readonly maxInternalErrorRetryMs?: number;
  readonly minWatchTimeoutMs?: number;
  readonly bookmarkStore?: boolean;
  readonly resourceVersionUpdater?: boolean;
  readonly transform?: string;
  readonly steps: readonly (ScriptStep & { readonly calls?: readonly string[] })[];
}

/** Plays a script against the Reflector and a recording store; answers one line per difference from client-go. */
export function runReflectorSequence(sequence: ReflectorSequence): string[] {
  const script = new Script({ ...sequence, settlesEach: false });
  const { differences } = script;
  const store = new RecordingStore(sequence);
  const reflector = new Reflector<VectorConfigMap>(script.environment, {
    listerWatcher: script.source,
    store: store.asReflectorStore(),
    resource: "configmaps",
    expected: expectedConfigMap,
    useWatchList: sequence.mode.watchList === true,
    resyncPeriodMs: sequence.resyncMs ?? 0,
    pageSize: sequence.pageSize ?? 0,
    maxInternalErrorRetryMs: sequence.maxInternalErrorRetryMs ?? 0,
    minWatchTimeoutMs: sequence.minWatchTimeoutMs ?? 0,
    ...shouldResyncOf(sequence.shouldResync),
  });
  let lastVersion = "";
  for (const [position, step] of sequence.steps.entries()) {
    differences.at(`step ${position} ${step.op}`);
    if (step.op === "start") reflector.start();
    else if (step.op === "stop") reflector.stop();
    else if (!script.perform(step)) throw new Error(`unknown step ${JSON.stringify(step.op)}`);
    script.simulation.runReady();
    differences.compare("calls", step.calls ?? [], store.takeCalls());
    lastVersion = step.lastRV ?? lastVersion;
    differences.compare("last version", lastVersion, reflector.lastSyncResourceVersion);
    script.compareStopped(step);
  }
  return differences.lines;
}

function shouldResyncOf(mode: string | undefined): { shouldResync?: () => boolean } {
  switch (mode) {
    case undefined:
      return {};
    case "never":
      return { shouldResync: () => false };
    case "alternate": {
      let asked = 0;
      return {
        shouldResync: () => {
          asked += 1;
          return asked % 2 === 1;
        },
      };
    }
    default:
      throw new Error(`unknown shouldResync ${JSON.stringify(mode)}`);
  }
}

/** Writes down what the Reflector tells it, and refuses lists that hold an object with the value `bad`. */
class RecordingStore {
  readonly #sequence: ReflectorSequence;
  #calls: string[] = [];

  constructor(sequence: ReflectorSequence) {
    this.#sequence = sequence;
  }

  takeCalls(): string[] {
    const calls = this.#calls;
    this.#calls = [];
    return calls;
  }

  asReflectorStore(): ReflectorStore<VectorConfigMap> {
    const record = (verb: string) => (object: Keyed<VectorConfigMap>) => {
      this.#calls.push(`${verb} ${refText(object)}`);
    };
    const transformer: TransformFunction<VectorConfigMap> | undefined = vectorTransform(
      this.#sequence.transform,
    );
    return {
      add: record("add"),
      update: record("update"),
      delete: record("delete"),
      replace: (objects, resourceVersion) => this.#replace(objects, resourceVersion),
      resync: () => void this.#calls.push("resync"),
      transformer,
      ...(this.#sequence.bookmarkStore === true
        ? { bookmark: (version: string) => void this.#calls.push(`bookmark @${version}`) }
        : {}),
      ...(this.#sequence.resourceVersionUpdater === true
        ? { updateResourceVersion: (version: string) => void this.#calls.push(`rv @${version}`) }
        : {}),
    };
  }

  #replace(objects: readonly VectorConfigMap[], resourceVersion: string): void {
    const refs = objects.map(refText);
    if (this.#sequence.mode.watchList === true) refs.sort();
    this.#calls.push(`replace @${resourceVersion} [${refs.join(" ")}]`);
    if (objects.some((object) => object.data?.val === "bad")) throw new Error("refused");
  }
}
