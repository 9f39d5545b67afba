import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** A server that is measured from outside. */
export interface MeasuredServer {
  readonly url: string;
  readonly token: string;
  /** Milliseconds from the call of its command until it was ready. */
  readonly readyMs: number;
  /** Ids of all its processes. */
  readonly processes: readonly number[];
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const token = "bench";
const readyMsMax = 60_000;

/**
 * Starts this project's server by its command, as it starts from the second time on: the files that it starts from, and what
 * Node compiled of them, are made once after a change of the source.
 */
export async function startOurs(): Promise<MeasuredServer> {
  await (await startCommand()).stop();
  return startCommand();
}

async function startCommand(): Promise<MeasuredServer> {
  const folder = mkdtempSync(join(tmpdir(), "informerlab-bench-"));
  const readyFile = join(folder, "ready.json");
  const options = ["--port", "0", "--token", token, "--ready-file", readyFile];
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["scripts/run.mjs", "fake-apiserver", ...options], {
    cwd: root,
    stdio: "ignore",
  });
  const ready = await until(child, () => parsed(readyFile));
  const readyMs = performance.now() - startedAt;
  return {
    url: ready.server,
    token,
    readyMs,
    processes: [ready.pid],
    stop: () => ended(folder, child),
  };
}

function parsed(file: string): { readonly server: string; readonly pid: number } | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** What `look` finds, as soon as it finds something. @throws Error when the process ends, or takes too long */
async function until<T>(
  child: ChildProcess,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < readyMsMax) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended before it was ready`);
    const found = await look();
    if (found !== undefined) return found;
    await wait(5);
  }
  child.kill();
  throw new Error(`${child.spawnfile} was not ready after ${readyMsMax / 1000} s`);
}

async function ended(folder: string, child: ChildProcess): Promise<void> {
  if (child.exitCode === null) {
    child.kill();
    await once(child, "exit");
  }
  rmSync(folder, { recursive: true, force: true });
}

/** What a server holds in memory, in MiB; not a number where there is no /proc. */
export function memoryOf({ processes }: Pick<MeasuredServer, "processes">): {
  readonly all: number;
  /** Without what is mapped from files, the program itself above all. */
  readonly own: number;
} {
  const sum = (name: string): number =>
    processes.reduce((total, pid) => total + statusOf(pid, name) / 1024, 0);
  return { all: sum("VmRSS"), own: sum("RssAnon") };
}

function statusOf(pid: number, name: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? Number.NaN);
  } catch {
    return Number.NaN;
  }
}
