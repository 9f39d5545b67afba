import { Indexer, metaNamespaceKey, WorkQueue } from "@informerlab/core";
import { createSystemEnvironment } from "@informerlab/core/system";
import { type Benchmark, type Measurement, timed } from "./benchmark.ts";
import { configMap, configMaps } from "./config-map.ts";
import { sizes, stride } from "./scale.ts";

const lookups = 400_000;

type Get = (key: string) => unknown;

function inIndexer(size: number): Get {
  const indexer = new Indexer();
  for (const object of configMaps(size, 1)) indexer.add(object);
  return (key) => indexer.getByKey(key);
}

function inMap(size: number): Get {
  const map = new Map(configMaps(size, 1).map((object) => [metaNamespaceKey(object), object]));
  return (key) => map.get(key);
}

/** Each text is a new one, as it comes out of an event: nobody has hashed it yet. */
function newKeys(size: number): string[] {
  return Array.from({ length: lookups }, (_, lookup) =>
    metaNamespaceKey(configMap((lookup * stride) % size, 1)),
  );
}

/** The same as a worker gets them, out of its queue: that has hashed them, and a text of JavaScript remembers. */
function queuedKeys(size: number): string[] {
  const queue = new WorkQueue(createSystemEnvironment());
  return newKeys(size).map((added) => {
    queue.add(added);
    const key = queue.tryGet();
    if (key === undefined) throw new Error("the queue lost a key");
    queue.done(key);
    return key;
  });
}

const sorts = [
  ["new", newKeys],
  ["out of a work queue", queuedKeys],
] as const;

async function measure(storeOf: (size: number) => Get): Promise<Measurement> {
  const figures: Measurement = {};
  for (const size of sizes) {
    const get = storeOf(size);
    let found = 0;
    for (const [sort, keysOf] of sorts) {
      const name = `lookups/s, ${size.toLocaleString("en")} objects, keys ${sort}`;
      // The first rounds are thrown away, so that what is measured is compiled code.
      for (const kept of [{}, {}, figures]) {
        const keys = keysOf(size);
        await timed(kept, name, lookups, () => {
          for (const key of keys) if (get(key) !== undefined) found += 1;
        });
      }
    }
    if (found !== 6 * lookups) throw new Error(`${found} lookups found something`);
  }
  return figures;
}

export const lookupBenchmark: Benchmark = {
  name: "lookup",
  about:
    "getByKey as an event asks and as a worker does, and what the maps of both hosts take for it",
  contestants: [
    { name: "ours", measure: () => measure(inIndexer) },
    { name: "JavaScript's Map", measure: () => measure(inMap) },
    { name: "client-go", go: { args: ["-what", "lookup"] } },
    { name: "Go's map and mutex", go: { args: ["-what", "lookup", "-name", "map"] } },
  ],
};
