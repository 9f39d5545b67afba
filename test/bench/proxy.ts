import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Benchmark, Measurement } from "./benchmark.ts";

const cli = fileURLToPath(
  new URL("../../fake-apiserver/src/transports/node/cli.ts", import.meta.url),
);
const path = "/api/v1/namespaces/default";
const warmUps = 500;
const gets = 2_000;

const median = "GET of one object: p50 ms";
const late = "GET of one object: p99 ms";

interface Running {
  readonly server: string;
  readonly ca: string;
  stop(): Promise<void>;
}

async function start(...args: readonly string[]): Promise<Running> {
  const conditions = process.execArgv.filter((flag) => flag.startsWith("--conditions"));
  const child = spawn(process.execPath, [...conditions, cli, ...args, "--output", "json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const { server, ca } = JSON.parse(line) as { readonly server: string; readonly ca: string };
  return {
    server,
    ca,
    async stop() {
      child.kill();
      await once(child, "close");
    },
  };
}

async function measureGets({ server, ca }: Running): Promise<Measurement> {
  const agent = new Agent({ ca, keepAlive: true });
  const headers = { authorization: "Bearer bench" };
  const times: number[] = [];
  for (let index = 0; index < warmUps + gets; index++) {
    const startedAt = performance.now();
    await new Promise<void>((resolve, reject) => {
      get(`${server}${path}`, { agent, headers }, (answer) => {
        answer.resume().once("end", resolve);
        if (answer.statusCode !== 200) reject(new Error(`answered ${answer.statusCode}`));
      }).once("error", reject);
    });
    if (index >= warmUps) times.push(performance.now() - startedAt);
  }
  agent.destroy();
  times.sort((a, b) => a - b);
  return { [median]: times[gets / 2] ?? 0, [late]: times[Math.floor(gets * 0.99)] ?? 0 };
}

/** Server, proxy and client each in a process of its own. */
async function measure(isThrough: boolean): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), "bench-proxy-"));
  const upstream = join(folder, "kubeconfig");
  const server = await start("--token", "bench", "--kubeconfig", upstream);
  const proxy = isThrough
    ? await start("proxy", "--token", "bench", "--upstream", upstream)
    : undefined;
  try {
    return await measureGets(proxy ?? server);
  } finally {
    await proxy?.stop();
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

export const proxyBenchmark: Benchmark = {
  name: "proxy",
  about: "one client asks for one object over HTTPS, through a proxy and directly",
  smallerIsBetter: [median, late],
  contestants: [
    { name: "through the proxy", measure: () => measure(true) },
    { name: "directly", measure: () => measure(false) },
  ],
};
