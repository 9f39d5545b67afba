import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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
  const nodeAuthorities = join(folder, "node-ca.crt");
  if (server.authority !== undefined) {
    await writeFile(authority, server.authority);
    await writeFile(nodeAuthorities, `${await ownAuthorities()}${server.authority}`);
  }
  const environment = {
    ...options.environment,
    KUBECONFIG: path,
    FAKE_APISERVER_URL: server.url,
    FAKE_APISERVER_ADMIN: server.adminUrl,
    FAKE_APISERVER_TOKEN: server.token,
    ...(server.authority === undefined
      ? {}
      : { FAKE_APISERVER_CA: authority, NODE_EXTRA_CA_CERTS: nodeAuthorities }),
  };
  const end = await runCommand(command, { ...options, environment });
  if (end.code === 0 && server.connectionsSeen === 0) options.warn?.(nobodyCame);
  return end;
}

/** A test that never reached the server is green for the wrong reason. */
const nobodyCame =
  "the command went well and never connected to this server: does it read KUBECONFIG, and did it run any test?";

/** What whoever started us has Node trust already: one variable holds all of it. */
async function ownAuthorities(): Promise<string> {
  const path = process.env["NODE_EXTRA_CA_CERTS"];
  if (path === undefined) return "";
  // Node itself only warns of a file that it cannot read.
  const text = await readFile(path, "utf8").catch(() => "");
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
