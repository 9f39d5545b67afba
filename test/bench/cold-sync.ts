import { RestListerWatcher, type RestTransport, SharedIndexInformer } from "@informerlab/core";
import { createSystemEnvironment, FetchTransport } from "@informerlab/core/system";
import { CoreV1Api, KubeConfig, makeInformer } from "@kubernetes/client-node";
import { type Benchmark, count, type Measurement } from "./benchmark.ts";
import { startColdSyncServer } from "./cold-sync-server.ts";
import { type ConfigMap, indexers } from "./config-map.ts";

const path = "/api/v1/configmaps";
const wallFigure = "cold sync ms";
const cpuFigure = "cold sync cpu ms";

/** One cold sync is what a program does at its start: nothing is warmed up. */
async function coldly(sync: () => Promise<number>): Promise<Measurement> {
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  const held = await sync();
  const { user, system } = process.cpuUsage(cpu);
  if (held !== count) throw new Error(`holds ${held} of ${count} objects`);
  return { [wallFigure]: performance.now() - startedAt, [cpuFigure]: (user + system) / 1000 };
}

function syncOurs(server: string, useWatchList: boolean): Promise<Measurement> {
  return coldly(async () => {
    const environment = createSystemEnvironment();
    const transport: RestTransport = new FetchTransport({ server });
    const informer = new SharedIndexInformer<ConfigMap>(environment, {
      listerWatcher: new RestListerWatcher(environment, {
        transport,
        resource: { group: "", version: "v1", resource: "configmaps" },
      }),
      resource: "configmaps",
      indexers,
      useWatchList,
    });
    informer.start();
    await informer.waitForSync();
    return informer.indexer.listKeys().length;
  });
}

/** The least anybody can do who wants the objects: read the bytes and parse them. */
function parseList(server: string): Promise<Measurement> {
  return coldly(async () => {
    const response = await fetch(`${server}${path}`);
    const list = JSON.parse(await response.text()) as { items: readonly unknown[] };
    return list.items.length;
  });
}

/** The same for a stream: each line is parsed as soon as it is whole. */
function parseStream(server: string): Promise<Measurement> {
  return coldly(async () => {
    const response = await fetch(`${server}${path}?watch=true&sendInitialEvents=true`);
    const kept: unknown[] = [];
    let rest = "";
    for await (const text of (response.body ?? new ReadableStream()).pipeThrough(
      new TextDecoderStream(),
    )) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) kept.push(JSON.parse(line));
      if (kept.length > count) break;
    }
    return kept.length - 1;
  });
}

function syncClientNode(server: string): Promise<Measurement> {
  return coldly(async () => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      { name: "bench", server, skipTLSVerify: true },
      { name: "bench" },
    );
    const api = kubeConfig.makeApiClient(CoreV1Api);
    const informer = makeInformer(kubeConfig, path, () => api.listConfigMapForAllNamespaces());
    await informer.start();
    return informer.list().length;
  });
}

const smallerIsBetter = [wallFigure, cpuFigure];

export const coldSyncBenchmarks: readonly Benchmark[] = [
  {
    name: "cold-sync",
    about:
      "a list of 100,000 ConfigMaps of 1 KB over HTTP, until they are in the cache; the limit is JSON.parse of it",
    smallerIsBetter,
    startServer: startColdSyncServer,
    contestants: [
      { name: "ours", measure: (server) => syncOurs(server, false) },
      { name: "JSON.parse", measure: parseList },
      { name: "client-node", measure: syncClientNode },
      {
        name: "client-go",
        go: { args: ["-what", "coldsync"], env: { KUBE_FEATURE_WatchListClient: "false" } },
      },
    ],
  },
  {
    name: "cold-sync-watch-list",
    about: "the same objects as a stream of initial events; the limit is JSON.parse of its lines",
    smallerIsBetter,
    startServer: startColdSyncServer,
    contestants: [
      { name: "ours", measure: (server) => syncOurs(server, true) },
      { name: "JSON.parse", measure: parseStream },
      {
        name: "client-go",
        go: { args: ["-what", "coldsync"], env: { KUBE_FEATURE_WatchListClient: "true" } },
      },
    ],
  },
];
