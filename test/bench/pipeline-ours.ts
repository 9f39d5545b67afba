import { type QueueFlavour, SharedIndexInformer } from "@informerlab/core";
import { createSystemEnvironment } from "@informerlab/core/system";
import { heapUsed, type Measurement } from "./benchmark.ts";
import { configMaps, indexers } from "./config-map.ts";
import { PipelineClock } from "./pipeline-clock.ts";
import { PipelineSource } from "./pipeline-source.ts";

/** Our informer from a source in the same process to one counting handler. */
export async function measureOurPipeline(
  name: string,
  queue: QueueFlavour,
  useWatchList: boolean,
  count: number,
  figures: Measurement,
): Promise<void> {
  const updates = configMaps(count, count + 1);
  const beforeObjects = await heapUsed();
  const objects = configMaps(count, 1);
  const beforeInformer = await heapUsed();
  const environment = createSystemEnvironment();
  const source = new PipelineSource(environment, objects);
  const informer = new SharedIndexInformer(environment, {
    listerWatcher: source,
    resource: "configmaps",
    queue,
    useWatchList,
    indexers,
  });
  let added = 0;
  let updated = 0;
  const { promise: allUpdated, resolve: onAllUpdated } = Promise.withResolvers<void>();
  const registration = informer.addEventHandler({
    onAdd: () => {
      added += 1;
    },
    onUpdate: () => {
      updated += 1;
      if (updated === count) onAllUpdated();
    },
  });
  const clock = new PipelineClock(name, count, figures);
  const handlerSynced = new Promise<void>((resolve) => registration.onSynced(resolve));
  informer.start();
  await handlerSynced;
  clock.noteInitial();
  source.items = [];
  const after = await heapUsed();
  figures[`${name} heap bytes/object after sync, informer side`] = (after - beforeInformer) / count;
  figures[`${name} heap bytes/object after sync, objects included`] =
    (after - beforeObjects) / count;
  if (added !== count || objects.length !== count)
    throw new Error(`told of ${added} of ${count} objects`);
  clock.restart();
  source.update(updates);
  await allUpdated;
  clock.noteUpdates();
  informer.stop();
}
