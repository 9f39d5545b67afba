import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
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

/** Starts this project's server by its command. */
export async function startOurs(): Promise<MeasuredServer> {
  const folder = mkdtempSync(join(tmpdir(), "informerlab-bench-"));
  const readyFile = join(folder, "ready.json");
  const command = (...args: readonly string[]): ChildProcess =>
    spawn(process.execPath, ["scripts/run.mjs", "fake-apiserver", ...args], {
      cwd: root,
      stdio: "ignore",
    });
  // The file that it starts from is made once after a change of the source.
  await once(command("--version"), "exit");
  const startedAt = performance.now();
  const child = command("--port", "0", "--token", token, "--ready-file", readyFile);
  const ready = await until(child, () => parsed(readyFile));
  const readyMs = performance.now() - startedAt;
  return {
    url: ready.server,
    token,
    readyMs,
    processes: [ready.pid],
    stop: () => ended(folder, [child]),
  };
}

function parsed(file: string): { readonly server: string; readonly pid: number } | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Starts a real kube-apiserver over an etcd of its own, with nothing beside them. */
export async function startReal(apiserver: string, etcd: string): Promise<MeasuredServer> {
  const folder = mkdtempSync(join(tmpdir(), "informerlab-bench-"));
  const [client, peer, port] = await Promise.all([freePort(), freePort(), freePort()]);
  const etcdUrl = `http://127.0.0.1:${client}`;
  const peerUrl = `http://127.0.0.1:${peer}`;
  const tokens = join(folder, "tokens.csv");
  const key = join(folder, "sa.key");
  writeFileSync(tokens, `${token},admin,admin-uid,"system:masters"\n`);
  const startedAt = performance.now();
  const store = spawn(
    etcd,
    [
      ["--data-dir", join(folder, "etcd"), "--log-level", "error"],
      ["--listen-client-urls", etcdUrl, "--advertise-client-urls", etcdUrl],
      ["--listen-peer-urls", peerUrl, "--initial-advertise-peer-urls", peerUrl],
      ["--initial-cluster", `default=${peerUrl}`],
    ].flat(),
    { stdio: "ignore" },
  );
  const { generateKeyPairSync } = await import("node:crypto");
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(key, pair.privateKey.export({ type: "pkcs1", format: "pem" }), { mode: 0o600 });
  const server = spawn(
    apiserver,
    [
      `--etcd-servers=${etcdUrl}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${port}`,
      "--endpoint-reconciler-type=none",
      `--cert-dir=${folder}`,
      "--service-account-issuer=https://bench.invalid",
      `--service-account-key-file=${key}`,
      `--service-account-signing-key-file=${key}`,
      `--token-auth-file=${tokens}`,
      "--authorization-mode=RBAC",
    ],
    { stdio: "ignore" },
  );
  const url = `https://127.0.0.1:${port}`;
  await until(server, () => isReady(url));
  return {
    url,
    token,
    readyMs: performance.now() - startedAt,
    processes: [store.pid ?? 0, server.pid ?? 0],
    stop: () => ended(folder, [server, store]),
  };
}

async function isReady(url: string): Promise<true | undefined> {
  try {
    const answer = await fetch(`${url}/readyz`, { headers: { authorization: `Bearer ${token}` } });
    return answer.ok ? true : undefined;
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

async function ended(folder: string, children: readonly ChildProcess[]): Promise<void> {
  for (const child of children) {
    if (child.exitCode !== null) continue;
    child.kill();
    await once(child, "exit");
  }
  rmSync(folder, { recursive: true, force: true });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        resolve(typeof address === "object" && address !== null ? address.port : 0),
      );
    });
  });
}

/** What a server holds in memory, in MiB; not a number where there is no /proc. */
export function memoryOf({ processes }: MeasuredServer): {
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
