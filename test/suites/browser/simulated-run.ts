import {
  failureStatus,
  type KubernetesObject,
  type ListerWatcher,
  lane,
  type QueueFlavour,
  SharedIndexInformer,
  StatusError,
  seededRandom,
} from "@informerlab/core";
import { randomChoice, Simulation } from "@informerlab/core/simulation";
import { type TraceFact, type TraceRecord, writeTraceFile } from "@informerlab/core/trace";

/**
 * One run of an informer in virtual time, through lists, watches, a forgotten version and a resync: its whole trace as
 * text. The same text must come out wherever it runs.
 */
export function simulatedRun(seed: number, queue: QueueFlavour): string {
  const simulation = new Simulation({ seed, choice: randomChoice(seededRandom(seed)) });
  const records: TraceRecord<TraceFact>[] = [];
  simulation.trace.subscribe((record) => records.push(record));
  const informer = new SharedIndexInformer(simulation, {
    listerWatcher: scriptedSource(simulation),
    resource: "configmaps",
    queue,
    resyncPeriodMs: 5000,
  });
  for (const name of ["quick", "slow"]) {
    informer.addEventHandler({ onAdd() {}, onUpdate() {}, onDelete() {} }, { name });
  }
  informer.start();
  simulation.advanceBy(60_000);
  informer.stop();
  simulation.runReady();
  return writeTraceFile({ version: 1, records });
}

function configMap(name: string, version: number): KubernetesObject {
  return {
    kind: "ConfigMap",
    apiVersion: "v1",
    metadata: { namespace: "lab", name, uid: `uid-${name}`, resourceVersion: String(version) },
  };
}

/** Answers late, changes three objects every second, and forgets every version after ten. */
function scriptedSource(simulation: Simulation): ListerWatcher {
  const source = lane("source");
  const { clock } = simulation;
  const random = simulation.random.fork("source");
  let version = 1;
  return {
    isWatchListUnsupported: true,
    list: (_options, done) =>
      clock.after(10 + 90 * random.next(), source, () => {
        const items = ["a", "b", "c"]
          .slice(0, 1 + (version % 3))
          .map((name) => configMap(name, version));
        done({ ok: true, list: { metadata: { resourceVersion: String(version) }, items } });
      }),
    watch: (_options, observer) => {
      let cancel = (): void => {};
      let events = 0;
      const next = (): void => {
        version += 1;
        events += 1;
        if (events > 10) {
          const status = failureStatus({ code: 410, reason: "Expired", message: "too old" });
          observer.events([{ type: "ERROR", object: new StatusError(status).status }]);
          return;
        }
        const type = (["ADDED", "MODIFIED", "DELETED"] as const)[events % 3] ?? "MODIFIED";
        observer.events([
          { type, object: configMap(["a", "b", "c"][version % 3] ?? "a", version) },
        ]);
        cancel = clock.after(1000 * random.next(), source, next);
      };
      observer.opened();
      cancel = clock.after(100, source, next);
      return () => cancel();
    },
  };
}
