import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { LocalServer } from "../local-server.ts";
import { writeKubeconfig } from "./ready-files.ts";
import { type CommandEnd, type CommandOptions, runCommand } from "./run-command.ts";
import type { Undo } from "./with-undo.ts";

/** Runs a command that finds the server by its environment. @throws UsageError */
export async function execute(
  server: LocalServer,
  command: readonly string[],
  kubeconfig: string | undefined,
  undo: Undo[],
  options: CommandOptions = {},
): Promise<CommandEnd> {
  const folder = await mkdtemp(join(tmpdir(), "fake-apiserver-"));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const path = resolve(kubeconfig ?? join(folder, "kubeconfig"));
  await writeKubeconfig(path, server);
  const authority = join(folder, "ca.crt");
  if (server.authority !== undefined) await writeFile(authority, server.authority);
  const environment = {
    ...options.environment,
    KUBECONFIG: path,
    FAKE_APISERVER_URL: server.url,
    FAKE_APISERVER_ADMIN: server.adminUrl,
    FAKE_APISERVER_TOKEN: server.token,
    ...(server.authority === undefined ? {} : { FAKE_APISERVER_CA: authority }),
  };
  return runCommand(command, { ...options, environment });
}
