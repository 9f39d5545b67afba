import { SharedIndexInformer } from "@informerlab/core";
import { createSystemEnvironment } from "@informerlab/core/system";
import { type Benchmark, count, type Measurement, timed } from "./benchmark.ts";
import { type ConfigMap, configMap, configMaps, indexers } from "./config-map.ts";
import { PipelineSource } from "./pipeline-source.ts";

/** How many objects a cache holds. */
export const sizes = [1000, 10_000, 100_000, 1_000_000];
/** Coprime to every size: neighbours in time are none in memory. */
export const stride = 7919;

/** Updates, by two indexes and the queue, to one handler of an informer that holds `size` objects. */
async function measureUpdates(size: number, figures: Measurement): Promise<void> {
  const environment = createSystemEnvironment();
  const source = new PipelineSource(environment, configMaps(size, 1));
  const informer = new SharedIndexInformer(environment, {
    listerWatcher: source,
    resource: "configmaps",
    indexers,
  });
  let left = 0;
  let done = Promise.withResolvers<void>();
  const registration = informer.addEventHandler({
    onUpdate: () => {
      left -= 1;
      if (left === 0) done.resolve();
    },
  });
  const synced = new Promise<void>((resolve) => registration.onSynced(resolve));
  informer.start();
  await synced;
  source.items = [];
  // Four rounds, of which the last is kept: as the other benchmarks, so that what is measured is compiled code.
  for (let round = 1; round <= 4; round++) {
    const updates = updatesOf(size, round * 10_000_000);
    left = count;
    done = Promise.withResolvers();
    await timed(figures, `updates/s, ${size.toLocaleString("en")} objects`, count, async () => {
      source.update(updates);
      await done.promise;
    });
  }
  informer.stop();
}

function updatesOf(size: number, firstVersion: number): ConfigMap[] {
  return Array.from({ length: count }, (_, event) =>
    JSON.parse(JSON.stringify(configMap((event * stride) % size, firstVersion + event))),
  );
}

export const scaleBenchmark: Benchmark = {
  name: "scale",
  about: `${count.toLocaleString("en")} updates, spread over ever more cached ConfigMaps`,
  contestants: [
    {
      name: "ours",
      measure: async () => {
        const figures: Measurement = {};
        for (const size of sizes) await measureUpdates(size, figures);
        return figures;
      },
    },
    { name: "client-go", go: { args: ["-what", "scale"] } },
  ],
};
