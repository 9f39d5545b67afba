import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { RealPrograms } from "./real-apiserver.ts";

/** A real kube-apiserver over an etcd of its own, with nothing beside them. */
export interface RealApiserver {
  readonly url: string;
  /** Of a user of the group system:masters. */
  readonly token: string;
  /** The certificate of its authority, as PEM. */
  readonly authority: string;
  /** Milliseconds from the call of its command until it was ready. */
  readonly readyMs: number;
  /** Ids of all its processes. */
  readonly processes: readonly number[];
  kubeconfig(): string;
  stop(): Promise<void>;
}

/** Settings of {@link startRealApiserver}. */
export interface RealApiserverOptions {
  /** @defaultValue "admin" */
  readonly token?: string;
  /** More flags of kube-apiserver. */
  readonly flags?: readonly string[];
  /** More flags of etcd. */
  readonly etcdFlags?: readonly string[];
}

const readyMsMax = 60_000;
const user = "admin";

/** Starts both programs on loopback and waits until they are ready. They end with this process at the latest. */
export async function startRealApiserver(
  { apiserver, etcd }: RealPrograms,
  { token = "admin", flags = [], etcdFlags = [] }: RealApiserverOptions = {},
): Promise<RealApiserver> {
  const folder = mkdtempSync(join(tmpdir(), "real-apiserver-"));
  const [client, peer, port] = await Promise.all([freePort(), freePort(), freePort()]);
  writeFileSync(join(folder, "tokens.csv"), `${token},${user},${user}-uid,"system:masters"\n`);
  writeFileSync(join(folder, "sa.key"), signingKey(), { mode: 0o600 });
  const startedAt = performance.now();
  const store = spawn(etcd, [...etcdArguments(folder, client, peer), ...etcdFlags], {
    stdio: "ignore",
  });
  const server = spawn(apiserver, [...apiserverArguments(folder, client, port), ...flags], {
    stdio: "ignore",
  });
  const children = [server, store];
  const killAll = (): void => {
    for (const child of children) child.kill("SIGKILL");
  };
  process.once("exit", killAll);
  const stop = async (): Promise<void> => {
    process.off("exit", killAll);
    await ended(folder, children);
  };
  const url = `https://127.0.0.1:${port}`;
  try {
    // The first list is not there the moment it says that it is ready.
    await Promise.race([
      untilServed(`${url}/api/v1/namespaces/default`, token, children),
      ...children.map(notStarted),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  const authority = readFileSync(join(folder, "apiserver.crt"), "utf8");
  return {
    ...{ url, token, authority, stop },
    readyMs: performance.now() - startedAt,
    processes: [store.pid ?? 0, server.pid ?? 0],
    kubeconfig: () => kubeconfigOf(url, token, authority),
  };
}

function etcdArguments(folder: string, client: number, peer: number): readonly string[] {
  const url = `http://127.0.0.1:${client}`;
  const peerUrl = `http://127.0.0.1:${peer}`;
  return [
    ...["--data-dir", join(folder, "etcd"), "--log-level", "error"],
    ...["--listen-client-urls", url, "--advertise-client-urls", url],
    ...["--listen-peer-urls", peerUrl, "--initial-advertise-peer-urls", peerUrl],
    ...["--initial-cluster", `default=${peerUrl}`],
  ];
}

function apiserverArguments(folder: string, etcdPort: number, port: number): readonly string[] {
  const key = join(folder, "sa.key");
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    ...["--bind-address=127.0.0.1", `--secure-port=${port}`, "--endpoint-reconciler-type=none"],
    `--cert-dir=${folder}`,
    "--service-account-issuer=https://informerlab.invalid",
    ...[`--service-account-key-file=${key}`, `--service-account-signing-key-file=${key}`],
    ...[`--token-auth-file=${join(folder, "tokens.csv")}`, "--authorization-mode=RBAC"],
  ];
}

function signingKey(): string | Buffer {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs1", format: "pem" });
}

function kubeconfigOf(server: string, token: string, authority: string): string {
  const ca = Buffer.from(authority).toString("base64");
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "real",
    clusters: [{ name: "real", cluster: { server, "certificate-authority-data": ca } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: "real", context: { cluster: "real", user } }],
  });
}

/** Rejects when the host cannot run a program, such as one of another processor. */
function notStarted(child: ChildProcess): Promise<never> {
  return new Promise((_, reject) => child.once("error", reject));
}

/** @throws Error when one of the processes ends, or it takes too long */
async function untilServed(
  url: string,
  token: string,
  children: readonly ChildProcess[],
): Promise<void> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < readyMsMax) {
    const over = children.find(({ exitCode, signalCode }) => (exitCode ?? signalCode) !== null);
    if (over !== undefined) throw new Error(`${over.spawnfile} ended before it was ready`);
    if (await isServed(url, token)) return;
    await wait(5);
  }
  throw new Error(`${url} was not there after ${readyMsMax / 1000} s`);
}

function isServed(url: string, token: string): Promise<boolean> {
  return new Promise((resolve) => {
    // Its certificate is made while it starts.
    const options = { rejectUnauthorized: false, headers: { authorization: `Bearer ${token}` } };
    get(url, options, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    }).once("error", () => resolve(false));
  });
}

async function ended(folder: string, children: readonly ChildProcess[]): Promise<void> {
  for (const child of children) {
    if (child.pid === undefined || (child.exitCode ?? child.signalCode) !== null) continue;
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
