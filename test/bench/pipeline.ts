import type { QueueFlavour } from "@informerlab/core";
import { type Benchmark, type Contestant, warmedUp } from "./benchmark.ts";
import { measureClientNodePipeline } from "./pipeline-client-node.ts";
import { measureOurPipeline } from "./pipeline-ours.ts";

const gatesOff = {
  KUBE_FEATURE_AtomicFIFO: "false",
  KUBE_FEATURE_UnlockWhileProcessingFIFO: "false",
};

/** One way of working; client-go's ends are chosen by its feature gates. */
function pipelineBenchmark(
  name: string,
  label: string,
  queue: QueueFlavour,
  useWatchList: boolean,
  goEnv: Readonly<Record<string, string>> | undefined,
): Benchmark {
  const ours: Contestant = {
    name: "ours",
    measure: () =>
      warmedUp((count, figures) => measureOurPipeline(label, queue, useWatchList, count, figures)),
  };
  const clientNode: Contestant = {
    name: "client-node",
    measure: () => warmedUp((count, figures) => measureClientNodePipeline(label, count, figures)),
  };
  const clientGo: Contestant =
    goEnv === undefined
      ? { name: "client-go", unavailable: "since 0.36 it has no DeltaFIFO informer" }
      : { name: "client-go", go: { args: ["-what", "pipeline", "-name", label], env: goEnv } };
  return {
    name,
    about: `${label}: 100,000 ConfigMaps from a source in the same process to one handler, two indexes`,
    smallerIsBetter: [
      `${label} handler synced ms`,
      `${label} store synced ms`,
      `${label} heap bytes/object after sync, informer side`,
      `${label} heap bytes/object after sync, objects included`,
    ],
    contestants: useWatchList ? [ours, clientGo] : [ours, clientNode, clientGo],
  };
}

export const pipelineBenchmarks: readonly Benchmark[] = [
  pipelineBenchmark("pipeline", "informer (list, atomic)", "real-atomic", false, {
    KUBE_FEATURE_WatchListClient: "false",
  }),
  pipelineBenchmark("pipeline-watch-list", "informer (watch-list, atomic)", "real-atomic", true, {
    KUBE_FEATURE_WatchListClient: "true",
  }),
  pipelineBenchmark("pipeline-real", "informer (list, not atomic)", "real", false, {
    KUBE_FEATURE_WatchListClient: "false",
    ...gatesOff,
  }),
  pipelineBenchmark("pipeline-delta", "informer (list, DeltaFIFO)", "delta", false, undefined),
];
