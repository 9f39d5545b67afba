import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { createServer as createProbe } from "node:net";
import { join, relative } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { kubectlPath, kubectlProblem } from "@informerlab/tools/kubectl";
import { followTrace, LiveTrace, traceInformer } from "./lib/live-trace.ts";
import { cacheFolder, root } from "./lib/paths.ts";
import { Progress } from "./lib/progress.ts";
import { run } from "./lib/run-tool.ts";
import { buildSite, siteOutput } from "./lib/site.ts";
import { serveFolder } from "./lib/static-server.ts";
import { tailOf } from "./lib/tail.ts";

const kubeconfig = join(cacheFolder(), "kubeconfig");

process.exitCode = await main();

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === "string") return say(options, 2);
  for (const [port, option] of [
    [options.port, "--port"],
    [options.apiPort, "--api-port"],
  ] as const) {
    const problem = await listenProblem(port, options.host, option);
    if (problem !== undefined) return say(problem, 1);
  }
  const problem = await build(options.rebuild);
  if (problem !== undefined) return say(problem, 1);

  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => stopping.abort());
  }
  const api = startApi(options.host, options.apiPort);
  try {
    const ended = await readiness(api, stopping.signal);
    if (ended !== undefined) return say(ended, 1);
    // Somebody may have taken the port while the site was built.
    const live = new LiveTrace();
    const near = relative(process.cwd(), kubeconfig);
    const path = near.startsWith("..") ? kubeconfig : near;
    const command = `${await kubectlCommand()} --kubeconfig ${path} create configmap hello`;
    const site = await serveFolder(siteOutput, options.host, options.port, {
      "/live/trace": (request, response) => live.serve(request, response),
      "/live/info.json": (_request, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ command, follows: options.follow ?? null }));
      },
    }).catch((error: NodeJS.ErrnoException) =>
      problemOf(error, options.port, options.host, "--port"),
    );
    if (typeof site === "string") return say(site, 1);
    await using _site = site;
    const lived =
      options.follow === undefined
        ? traceInformer(kubeconfig, live, stopping.signal)
        : followTrace(options.follow, live, stopping.signal);
    lived.catch((error: Error) => console.error(`The live picture ended: ${error.message}`));
    greet(options.host, options.port, command);
    return await untilStopped(api.child, stopping.signal);
  } finally {
    api.child.kill("SIGTERM");
  }
}

async function build(isForced: boolean): Promise<string | undefined> {
  const log = join(cacheFolder("logs"), "start-site.log");
  rmSync(log, { force: true });
  const progress = new Progress().begin("Building the site");
  const onLine = (line: string) => progress.line(line);
  let isBuilt = false;
  const tool: typeof run = (command, args, more) => {
    isBuilt = true;
    return run(command, args, { ...more, log, onLine });
  };
  const code = await buildSite(tool, isForced);
  const elapsed = progress.end();
  if (code !== 0) return `${tailOf(log, 40)}\n\nThe site did not build; all of it is in ${log}`;
  console.log(isBuilt ? `Site built in ${elapsed}.` : "The site is built already.");
  return undefined;
}

interface Api {
  readonly child: ChildProcess;
  readonly readyFile: string;
}

function startApi(host: string, port: number): Api {
  const readyFile = join(cacheFolder(), "apiserver-ready");
  rmSync(readyFile, { force: true });
  const options = ["--host", host, "--port", String(port), "--tls"];
  const files = ["--kubeconfig", kubeconfig, "--ready-file", readyFile];
  const child = spawn(
    process.execPath,
    [
      "--conditions=@informerlab/source",
      join(root, "fake-apiserver", "src", "transports", "node", "cli.ts"),
      ...options,
      ...files,
    ],
    // Its own process group: a terminal's Ctrl-C comes to us, and we end it.
    { stdio: ["ignore", "ignore", "inherit"], detached: process.platform !== "win32" },
  );
  return { child, readyFile };
}

/** Waits for the apiserver; answers why it will not come. */
async function readiness(
  { child, readyFile }: Api,
  stop: AbortSignal,
): Promise<string | undefined> {
  for (let waited = 0; waited < 30_000; waited += 50) {
    if (existsSync(readyFile)) return undefined;
    if (stop.aborted) return "Stopped.";
    if (child.exitCode !== null || child.signalCode !== null) {
      return "The fake apiserver ended before it was ready: see its message above.";
    }
    await delay(50);
  }
  return "The fake apiserver was not ready after 30 seconds.";
}

function greet(host: string, port: number, command: string): void {
  const shownHost = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  console.log(`
  Site       http://${shownHost}:${port}/
  Live       http://${shownHost}:${port}/live/ shows what this does:
  Cluster    ${command}

Ctrl-C ends both.`);
}

/** The reader's own kubectl where there is one; else the one that came with the packages. */
async function kubectlCommand(): Promise<string> {
  const hasOwn = (process.env["PATH"] ?? "")
    .split(process.platform === "win32" ? ";" : ":")
    .some((folder) => folder !== "" && existsSync(join(folder, "kubectl")));
  return hasOwn || kubectlProblem() !== undefined ? "kubectl" : await kubectlPath();
}

function untilStopped(child: ChildProcess, stop: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    stop.addEventListener("abort", () => resolve(0));
    child.on("exit", () => {
      if (!stop.aborted) resolve(say("The fake apiserver ended: see its message above.", 1));
    });
  });
}

/** Why nothing can listen there; undefined where something can. */
function listenProblem(port: number, host: string, option: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createProbe();
    probe.once("error", (error) => resolve(problemOf(error, port, host, option)));
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });
}

function problemOf(
  { code, message }: NodeJS.ErrnoException,
  port: number,
  host: string,
  option: string,
): string {
  const another = `choose another with npm start -- ${option} N`;
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} is in use: ${another}`;
    case "EACCES":
      return `No permission to listen on port ${port}: ${another}, above 1023`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `This machine has no address ${host}: npm start without --host takes 127.0.0.1`;
    default:
      return `Cannot listen on ${host}:${port}: ${message}`;
  }
}

interface Options {
  readonly port: number;
  readonly apiPort: number;
  readonly host: string;
  readonly rebuild: boolean;
  /** A trace that another program writes, for the live page. */
  readonly follow?: string;
}

function readOptions(): Options | string {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: "4321" },
        "api-port": { type: "string", default: "16443" },
        host: { type: "string", default: "127.0.0.1" },
        rebuild: { type: "boolean", default: false },
        follow: { type: "string" },
      },
    });
    const port = portOf("--port", values.port);
    const apiPort = portOf("--api-port", values["api-port"]);
    if (port === apiPort) {
      throw new Error(`--port and --api-port are both ${port}: give each its own`);
    }
    if (values.host === "") throw new Error("--host takes an address, such as 127.0.0.1");
    const { host, rebuild, follow } = values;
    return { port, apiPort, host, rebuild, ...(follow === undefined ? {} : { follow }) };
  } catch (error) {
    return `${error instanceof Error ? error.message : error} (--help shows the options)`;
  }
}

function portOf(option: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${option} takes a number from 1 to 65535, not "${text}"`);
}

function say(message: string, code: number): number {
  console.error(message);
  return code;
}
