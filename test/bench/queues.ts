import { DeltaFIFO, Indexer, type Queue, RealFIFO } from "@informerlab/core";
import { type Benchmark, type Measurement, timed, warmedUp } from "./benchmark.ts";
import { type ConfigMap, configMaps } from "./config-map.ts";

async function measure(count: number, figures: Measurement): Promise<void> {
  const objects = configMaps(count, 0);
  const queues: [name: string, queue: Queue<ConfigMap>][] = [
    [
      "DeltaFIFO",
      new DeltaFIFO<ConfigMap>({
        knownObjects: new Indexer<ConfigMap>(),
        emitDeltaTypeReplaced: true,
      }),
    ],
    ["RealFIFO", new RealFIFO<ConfigMap>({ atomicEvents: true })],
  ];
  let popped = 0;
  const process = (): void => {
    popped += 1;
  };
  for (const [name, queue] of queues) {
    await timed(figures, `${name} add then pop pairs/s (all queued first)`, count, () => {
      for (const object of objects) queue.add(object);
      for (let pop = 0; pop < count; pop++) queue.pop(process);
    });
    await timed(figures, `${name} add+pop pairs/s (one at a time)`, count, () => {
      for (const object of objects) {
        queue.add(object);
        queue.pop(process);
      }
    });
  }
  if (popped !== 4 * count) throw new Error(`popped ${popped} of ${4 * count}`);
}

export const queuesBenchmark: Benchmark = {
  name: "queues",
  about: "adds and pops of 100,000 different objects",
  contestants: [
    { name: "ours", measure: () => warmedUp(measure) },
    { name: "client-go", go: { args: ["-what", "fifo"] } },
  ],
};
