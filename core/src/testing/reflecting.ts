import { Reflector } from "../reflector/reflector.ts";
import type { ReflectorOptions } from "../reflector/reflector-options.ts";
import { Simulation } from "../simulation/simulation.ts";
import type { TestObject } from "./objects.ts";
import { ParkedSource, type ParkedWatch } from "./parked-source.ts";
import { RecordingStore } from "./recording-store.ts";

/** The longest that the first back-off can take, milliseconds. */
export const firstBackoffMs = 1600;

/** A started Reflector and what stands around it. */
export interface StartedReflector {
  readonly simulation: Simulation;
  readonly source: ParkedSource;
  readonly store: RecordingStore;
  /** What the watch error handler heard. */
  readonly errors: unknown[];
  readonly reflector: Reflector<TestObject>;
  /** Takes the step, and lets everything that is ready run. */
  readonly run: (step: () => void) => void;
}

/** A Reflector that has been started, with a source that waits for answers and a store that writes all down. */
export function startReflector(
  options: Partial<ReflectorOptions<TestObject>> = {},
  store: RecordingStore = new RecordingStore(),
): StartedReflector {
  const simulation = new Simulation();
  const source = new ParkedSource();
  const errors: unknown[] = [];
  const reflector = new Reflector<TestObject>(simulation, {
    listerWatcher: source,
    store,
    resource: "configmaps",
    watchErrorHandler: (error) => void errors.push(error),
    ...options,
  });
  reflector.start();
  simulation.runReady();
  const run = (step: () => void): void => {
    step();
    simulation.runReady();
  };
  return { simulation, source, store, errors, reflector, run };
}

/** A Reflector of config maps that lists before it watches. */
export interface ListingReflector extends StartedReflector {
  /** Brings it to a live watch at that version. */
  readonly listed: (version: number | string, ...items: readonly TestObject[]) => ParkedWatch;
}

/** The same for config maps alone, and without streaming lists. */
export function reflecting(options: Partial<ReflectorOptions<TestObject>> = {}): ListingReflector {
  const started = startReflector({
    expected: { apiVersion: "v1", kind: "ConfigMap" },
    useWatchList: false,
    ...options,
  });
  const { source, run } = started;
  const listed = (version: number | string, ...items: readonly TestObject[]): ParkedWatch => {
    run(() => source.lastList.answer(items, version));
    const watch = source.lastWatch;
    run(() => void watch.open());
    return watch;
  };
  return { ...started, listed };
}
