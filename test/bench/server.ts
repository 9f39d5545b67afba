import { setTimeout as wait } from "node:timers/promises";
import { createCluster } from "@informerlab/fake-apiserver";
import { findRealPrograms, realApiserverProblem } from "@informerlab/tools/real-apiserver";
import { startRealApiserver } from "@informerlab/tools/start-real-apiserver";
import type { Benchmark, Contestant, Measurement } from "./benchmark.ts";
import { buildGoProgram, runGoProgram } from "./go-program.ts";
import { type MeasuredServer, memoryOf, startOurs } from "./server-process.ts";

const createsInProcess = 20_000;
/** A server is idle when its start is behind it. */
const idleMs = 5_000;
const ready = "start, command to ready ms";
const memoryIdle = "memory idle, MiB";
const memoryIdleOwn = "memory idle, without what is mapped from files, MiB";
const memoryAfter = "memory after the run, MiB";

const smallerIsBetter = [
  ready,
  memoryIdle,
  memoryIdleOwn,
  memoryAfter,
  "create to handler, p50 ms",
  "create to handler, p99 ms",
  ...["raw JSON", "typed, JSON", "typed, protobuf"].flatMap((how) => [
    `list of 4,000, ${how}, ms`,
    `list of 4,000, ${how}, ms of the server's processors`,
  ]),
];

/** Starts a server, looks at it, and has the Go program put load on it, where there is Go. */
async function measureServer(start: () => Promise<MeasuredServer>): Promise<Measurement> {
  // Certificates of both servers are made for the run.
  process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
  const server = await start();
  try {
    await wait(idleMs);
    const idle = memoryOf(server);
    const figures: Measurement = {
      [ready]: server.readyMs,
      [memoryIdle]: idle.all,
      [memoryIdleOwn]: idle.own,
    };
    const go = await buildGoProgram();
    if ("unavailable" in go) return figures;
    const load = await runGoProgram(
      go.binary,
      {
        args: ["-what", "server", "-processes", server.processes.join()],
        env: { TOKEN: server.token },
      },
      server.url,
    );
    return { ...load, ...figures, [memoryAfter]: memoryOf(server).all };
  } finally {
    await server.stop();
  }
}

async function measureInProcess(): Promise<Measurement> {
  await using cluster = createCluster();
  const filler = "x".repeat(1000);
  const create = (round: number): void => {
    for (let number = 0; number < createsInProcess; number++) {
      const name = `object-${round}-${number}`;
      const metadata = { name, namespace: "default", labels: { app: "bench" } };
      const object = { apiVersion: "v1", kind: "ConfigMap", metadata, data: { filler } };
      cluster.create(object);
    }
  };
  create(1);
  create(2);
  const startedAt = performance.now();
  create(3);
  const seconds = (performance.now() - startedAt) / 1000;
  return { "creates/s in process": createsInProcess / seconds };
}

function realServer(): Contestant {
  const name = "kube-apiserver";
  const programs = findRealPrograms();
  return programs === undefined
    ? { name, unavailable: realApiserverProblem() ?? "" }
    : { name, measure: () => measureServer(() => startRealApiserver(programs)) };
}

export const serverBenchmark: Benchmark = {
  name: "server",
  about:
    "a whole server over HTTPS, as client-go uses it: objects of 1 KB, and 16 writers where there are many",
  runs: 1,
  smallerIsBetter,
  contestants: [
    {
      name: "ours",
      measure: async () => ({ ...(await measureServer(startOurs)), ...(await measureInProcess()) }),
    },
    realServer(),
  ],
};
