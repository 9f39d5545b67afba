import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createCluster } from "@informerlab/fake-apiserver";
import type { Benchmark, Measurement } from "./benchmark.ts";

const cli = fileURLToPath(
  new URL("../../fake-apiserver/src/transports/node/cli.ts", import.meta.url),
);
const clusters = 100;

const firstCluster = "createCluster ms, the first of a process";
const furtherCluster = "createCluster ms, each further";
const httpReady = "command line: ms until it says that it listens (HTTP)";
const httpsReady = "command line: ms until it says that it listens (HTTPS, certificates made)";

async function measureOurs(): Promise<Measurement> {
  const figures: Measurement = {};
  let startedAt = performance.now();
  await createCluster()[Symbol.asyncDispose]();
  figures[firstCluster] = performance.now() - startedAt;
  startedAt = performance.now();
  for (let index = 0; index < clusters; index++) await createCluster()[Symbol.asyncDispose]();
  figures[furtherCluster] = (performance.now() - startedAt) / clusters;
  const conditions = process.execArgv.filter((flag) => flag.startsWith("--conditions"));
  figures[httpReady] = await untilFirstOutput([...conditions, cli, "--http"]);
  figures[httpsReady] = await untilFirstOutput([...conditions, cli, "--tls"]);
  return figures;
}

async function measureBareNode(): Promise<Measurement> {
  const startMs = await untilFirstOutput(["--eval", "console.log('ready')"]);
  return { [httpReady]: startMs, [httpsReady]: startMs };
}

function untilFirstOutput(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    let complaint = "";
    child.stderr.on("data", (text) => {
      complaint += String(text);
    });
    child.stdout.once("data", () => {
      resolve(performance.now() - startedAt);
      child.kill();
    });
    child.once("exit", (code) =>
      reject(new Error(`it ended with ${code} before it was ready: ${complaint}`)),
    );
  });
}

export const serverStartBenchmark: Benchmark = {
  name: "server-start",
  about:
    "a new cluster in this process, and a new server by its command, beside a Node that does nothing",
  smallerIsBetter: [firstCluster, furtherCluster, httpReady, httpsReady],
  contestants: [
    { name: "ours", measure: measureOurs },
    { name: "bare Node", measure: measureBareNode },
  ],
};
