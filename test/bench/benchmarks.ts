import type { Benchmark } from "./benchmark.ts";
import { chaosBenchmark } from "./chaos.ts";
import { coldSyncBenchmarks } from "./cold-sync.ts";
import { indexerBenchmark } from "./indexer.ts";
import { jsonBenchmark } from "./json.ts";
import { lookupBenchmark } from "./lookup.ts";
import { pipelineBenchmarks } from "./pipeline.ts";
import { proxyBenchmark } from "./proxy.ts";
import { queuesBenchmark } from "./queues.ts";
import { scaleBenchmark } from "./scale.ts";
import { serverBenchmark } from "./server.ts";
import { serverStartBenchmark } from "./server-start.ts";
import { workQueueBenchmark } from "./work-queue.ts";

/** Every benchmark, in pipeline order. */
export const benchmarks: readonly Benchmark[] = [
  queuesBenchmark,
  indexerBenchmark,
  ...pipelineBenchmarks,
  scaleBenchmark,
  lookupBenchmark,
  jsonBenchmark,
  ...coldSyncBenchmarks,
  workQueueBenchmark,
  serverStartBenchmark,
  serverBenchmark,
  proxyBenchmark,
  chaosBenchmark,
];
