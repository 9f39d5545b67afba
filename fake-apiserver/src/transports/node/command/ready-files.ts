import { readFile, rm } from "node:fs/promises";
import { resolve } from "node:path";
import type { LocalServer } from "../local-server.ts";
import { writeFileAtomically } from "./atomic-file.ts";
import type { CliOutput } from "./cli-output.ts";
import { UsageError, writeProblem } from "./usage-error.ts";
import type { Undo } from "./with-undo.ts";

/** How a server that is ready is told of. */
export interface ReadyOptions {
  readonly kubeconfig: string | undefined;
  readonly readyFile: string | undefined;
  readonly output: "text" | "json";
}

/** What tools read of a server that is ready. */
function readinessOf(server: LocalServer, { kubeconfig }: ReadyOptions, version: string): string {
  return JSON.stringify({
    server: server.url,
    adminUrl: server.adminUrl,
    token: server.token,
    ...(kubeconfig === undefined ? {} : { kubeconfig: resolve(kubeconfig) }),
    ...(server.authority === undefined ? {} : { ca: server.authority }),
    pid: process.pid,
    version,
  });
}

export async function writeReadyFile(
  server: LocalServer,
  options: ReadyOptions,
  version: string,
  undo: Undo[],
): Promise<void> {
  const { readyFile } = options;
  if (readyFile === undefined) return;
  const ready = readinessOf(server, options, version);
  await writeFileAtomically(readyFile, `${ready}\n`, { mode: 0o600 }).catch((error: unknown) => {
    throw new UsageError(`cannot write ${readyFile}: ${writeProblem(error, readyFile)}`);
  });
  undo.push(() => rm(readyFile, { force: true }));
}

/** Says one line: the server is ready, and what it does. */
export function announce(
  server: LocalServer,
  options: ReadyOptions,
  version: string,
  output: CliOutput,
  deed = "listens",
): void {
  if (options.output === "json") output.say(readinessOf(server, options, version));
  else output.say(`fake-apiserver ${deed} on ${server.url}  ${hint(server, options.kubeconfig)}`);
}

function hint(server: LocalServer, kubeconfig: string | undefined): string {
  return kubeconfig === undefined
    ? `(token ${server.token}; --kubeconfig FILE writes a kubeconfig)`
    : `(kubectl --kubeconfig ${kubeconfig} get nodes)`;
}

/** Never over somebody's own file: `~/.kube/config` may hold the way into a real cluster. */
export async function writeKubeconfig(path: string, server: LocalServer): Promise<void> {
  const existing = await readFile(path, "utf8").catch(() => "");
  if (existing.trim() !== "" && !existing.includes("current-context: fake-apiserver")) {
    throw new UsageError(
      `${path} exists and was not written by fake-apiserver; name another file for --kubeconfig`,
    );
  }
  await writeFileAtomically(path, server.kubeconfig(), { mode: 0o600 }).catch((error: unknown) => {
    throw new UsageError(`cannot write ${path}: ${writeProblem(error, path)}`);
  });
}
