import { Indexer, metaNamespaceKey } from "@informerlab/core";
import { type Benchmark, heapUsed, type Measurement, timed, warmedUp } from "./benchmark.ts";
import { configMaps, indexers } from "./config-map.ts";

/** Each is of all objects. */
const listCalls = 300;

async function measure(count: number, figures: Measurement): Promise<void> {
  const objects = configMaps(count, 0);
  const updated = configMaps(count, count);
  const moved = configMaps(count, 2 * count, "moved");
  const before = await heapUsed();
  const indexer = new Indexer({ indexers });
  await timed(figures, "indexer add ops/s", count, () => {
    for (const object of objects) indexer.add(object);
  });
  figures["indexer overhead bytes/object (objects not counted)"] =
    ((await heapUsed()) - before) / count;
  await timed(figures, "indexer update ops/s (index values unchanged)", count, () => {
    for (const object of updated) indexer.update(object);
  });
  await timed(figures, "indexer update ops/s (one index value changed)", count, () => {
    for (const object of moved) indexer.update(object);
  });
  const keys = objects.map(metaNamespaceKey);
  const freshKeys = objects.map(metaNamespaceKey);
  let got = 0;
  await timed(figures, "indexer getByKey ops/s", count * 5, () => {
    for (let round = 0; round < 5; round++) {
      for (const key of keys) if (indexer.getByKey(key) !== undefined) got += 1;
    }
  });
  const map = new Map(moved.map((object) => [metaNamespaceKey(object), object]));
  await timed(figures, "the language's own map, get ops/s", count * 5, () => {
    for (let round = 0; round < 5; round++) {
      for (const key of freshKeys) if (map.get(key) !== undefined) got += 1;
    }
  });
  await timed(figures, "indexer byIndex calls/s (1000 objects each)", 1000, () => {
    for (let call = 0; call < 1000; call++)
      got += indexer.byIndex("namespace", `ns-${call % 100}`).length;
  });
  await timed(figures, "indexer byIndex calls/s (100 objects each)", 10_000, () => {
    for (let call = 0; call < 10_000; call++)
      got += indexer.byIndex("app", `moved-${call % 1000}`).length;
  });
  await timed(figures, "indexer list calls/s (nothing written between)", listCalls, () => {
    for (let call = 0; call < listCalls; call++) got += indexer.list().length;
  });
  await timed(figures, "indexer list calls/s (an update before each)", listCalls, () => {
    for (let call = 0; call < listCalls; call++) {
      indexer.update(updated[call % count] as (typeof updated)[number]);
      got += indexer.list().length;
    }
  });
  await timed(figures, "indexer replace objects/s", count, () => indexer.replace(objects, "1"));
  await timed(figures, "indexer delete ops/s", count, () => {
    for (const object of objects) indexer.delete(object);
  });
  if (indexer.size !== 0 || got < count * 10) throw new Error("the indexer lost objects");
}

export const indexerBenchmark: Benchmark = {
  name: "indexer",
  about: "100,000 ConfigMaps, indexes by namespace and by label",
  smallerIsBetter: ["indexer overhead bytes/object (objects not counted)"],
  contestants: [
    { name: "ours", measure: () => warmedUp(measure) },
    { name: "client-go", go: { args: ["-what", "store"] } },
  ],
};
