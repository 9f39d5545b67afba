import type { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import type { Environment } from "../environment/environment.ts";
import type { ResourceEventHandler } from "../handlers/event-handler.ts";
import { SharedIndexInformer } from "../informer/shared-index-informer.ts";
import type { SharedIndexInformerOptions } from "../informer/shared-index-informer-options.ts";
import { Simulation } from "../simulation/simulation.ts";
import { printed, type TestObject } from "./objects.ts";
import { ParkedSource, type ParkedWatch } from "./parked-source.ts";

/** An informer over a parked source in virtual time. */
export interface Informing {
  readonly simulation: Simulation;
  readonly source: ParkedSource;
  readonly informer: SharedIndexInformer<TestObject>;
  /** What `environment.warn` was told. */
  readonly warnings: string[];
  /** Runs a step and everything that follows from it without time passing. */
  run(step: () => void): void;
  /** Starts it, answers the first list and opens the watch. */
  synced(version: number | string, ...items: readonly TestObject[]): ParkedWatch;
}

export function informing(
  options: Partial<SharedIndexInformerOptions<TestObject>> = {},
): Informing {
  const simulation = new Simulation();
  const source = new ParkedSource();
  const warnings: string[] = [];
  const { clock, random, scheduler, trace } = simulation;
  const environment: Environment = {
    clock,
    random,
    scheduler,
    trace,
    warn: (text) => void warnings.push(text),
  };
  const informer = new SharedIndexInformer<TestObject>(environment, {
    listerWatcher: source,
    resource: "configmaps",
    useWatchList: false,
    ...options,
  });
  const run = (step: () => void): void => {
    step();
    simulation.runReady();
  };
  const synced = (version: number | string, ...items: readonly TestObject[]): ParkedWatch => {
    run(() => informer.start());
    run(() => source.lastList.answer(items, version));
    const watch = source.lastWatch;
    run(() => void watch.open());
    return watch;
  };
  return { simulation, source, informer, warnings, run, synced };
}

/** A handler that writes down what it hears: `add a/x@1 initial`, `update a/x@1 a/x@2`, `delete †a/x(a/x@1)`. */
export function hearing(heard: string[]): ResourceEventHandler<TestObject> {
  return {
    onAdd: (object, isInInitialList) =>
      void heard.push(`add ${printed(object)}${isInInitialList ? " initial" : ""}`),
    onUpdate: (oldObject, newObject) =>
      void heard.push(`update ${printed(oldObject)} ${printed(newObject)}`),
    onDelete: (object: TestObject | DeletedFinalStateUnknown<TestObject>) =>
      void heard.push(`delete ${printed(object)}`),
  };
}
