import { Indexer, metaNamespaceKey } from "@informerlab/core";
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

async function measure(storeOf: (size: number) => Get): Promise<Measurement> {
  const figures: Measurement = {};
  for (const size of sizes) {
    const get = storeOf(size);
    let found = 0;
    // The first rounds are thrown away, so that what is measured is compiled code.
    for (const kept of [{}, {}, figures]) {
      // Each text is a new one, as it comes out of an event: nobody has hashed it yet.
      const keys = Array.from({ length: lookups }, (_, lookup) =>
        metaNamespaceKey(configMap((lookup * stride) % size, 1)),
      );
      await timed(kept, `lookups/s, ${size.toLocaleString("en")} objects`, lookups, () => {
        for (const key of keys) if (get(key) !== undefined) found += 1;
      });
    }
    if (found !== 3 * lookups) throw new Error(`${found} lookups found something`);
  }
  return figures;
}

export const lookupBenchmark: Benchmark = {
  name: "lookup",
  about: "getByKey by texts that are new, and what the maps of both hosts take for it",
  contestants: [
    { name: "ours", measure: () => measure(inIndexer) },
    { name: "JavaScript's Map", measure: () => measure(inMap) },
    { name: "client-go", go: { args: ["-what", "lookup"] } },
    { name: "Go's map and mutex", go: { args: ["-what", "lookup", "-name", "map"] } },
  ],
};
