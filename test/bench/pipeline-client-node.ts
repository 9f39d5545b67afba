import { KubeConfig, type KubernetesObject, ListWatch, Watch } from "@kubernetes/client-node";
import { heapUsed, type Measurement } from "./benchmark.ts";
import { type ConfigMap, configMaps } from "./config-map.ts";
import { PipelineClock } from "./pipeline-clock.ts";

/** As many as a batch of our own source. */
const batchLength = 100;

type WatchCallback = (phase: string, object: ConfigMap) => void;

/** A watch that sends what it is told to. */
class SourceWatch extends Watch {
  callback: WatchCallback | undefined;

  override watch(_path: string, _query: object, callback: WatchCallback): Promise<AbortController> {
    this.callback = callback;
    return Promise.resolve(new AbortController());
  }
}

/**
 * client-node's informer, fed as ours is. It keeps no index, no queue and no old object, and calls handlers in place, so
 * it has less to do.
 */
export async function measureClientNodePipeline(
  name: string,
  count: number,
  figures: Measurement,
): Promise<void> {
  const updates = configMaps(count, count + 1);
  const beforeObjects = await heapUsed();
  let objects = configMaps(count, 1);
  const beforeInformer = await heapUsed();
  const watch = new SourceWatch(new KubeConfig());
  const list = (): Promise<object> =>
    Promise.resolve({ metadata: { resourceVersion: String(count) }, items: objects });
  const informer = new ListWatch<KubernetesObject>(
    "/api/v1/configmaps",
    watch,
    list as never,
    false,
  );
  let added = 0;
  let updated = 0;
  informer.on("add", () => {
    added += 1;
  });
  informer.on("update", () => {
    updated += 1;
  });
  const clock = new PipelineClock(name, count, figures);
  await informer.start();
  clock.noteInitial();
  const after = await heapUsed();
  figures[`${name} heap bytes/object after sync, informer side`] = (after - beforeInformer) / count;
  figures[`${name} heap bytes/object after sync, objects included`] =
    (after - beforeObjects) / count;
  objects = [];
  if (added !== count) throw new Error(`told of ${added} of ${count} objects`);
  clock.restart();
  for (let next = 0; next < count; next += batchLength) {
    for (const object of updates.slice(next, next + batchLength))
      watch.callback?.("MODIFIED", object);
    await new Promise((resolve) => setImmediate(resolve));
  }
  clock.noteUpdates();
  if (updated !== count) throw new Error(`told of ${updated} of ${count} updates`);
  await informer.stop();
}
