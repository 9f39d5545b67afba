import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { StatusError } from "@informerlab/core";
import { createSystemEnvironment, type SystemEnvironment } from "@informerlab/core/system";
import type { ControllerSwitches } from "../../background/controllers.ts";
import { createCluster } from "../../fake-apiserver.ts";
import type { Fault } from "../../faults/fault.ts";
import { FaultError } from "../../faults/fault-kinds.ts";
import type { TokenUser } from "../../request/authenticate.ts";
import { AdminError } from "../admin/admin-route.ts";
import { toFault } from "../admin/fault-body.ts";
import { ClusterHost } from "../cluster-host.ts";
import { ControlledClock } from "../controlled-clock.ts";
import { writeFileAtomically } from "./atomic-file.ts";
import { CertificateAuthority } from "./certificates.ts";
import type { CommandLine } from "./command-line.ts";
import { type LoadedObject, loadManifests } from "./load-manifests.ts";
import { loadYaml } from "./load-yaml.ts";
import {
  createAdministrator,
  type LocalServer,
  type ServedClusters,
  startLocalServer,
} from "./local-server.ts";
import { openApiDescriptions } from "./openapi-descriptions.ts";
import { runCommand } from "./run-command.ts";
import { createTraceFile, type OpenTraceFile } from "./trace-recorder.ts";
import { UsageError, writeProblem } from "./usage-error.ts";
import { createWebhookClient } from "./webhook-client.ts";

/** What the program tells its user with. */
export interface CliOutput {
  /** One line to standard output. */
  readonly say: (line: string) => void;
  /** One line to standard error. */
  readonly warn: (line: string) => void;
}

/** Undone in reverse order, whatever happens. */
type Undo = () => Promise<void> | void;

/**
 * Starts a server as the command line says, and serves until `stopped` or until the command of `exec` has ended.
 * Answers the exit code. When something is wrong nothing is left behind: no port, no file.
 *
 * @throws UsageError saying what is wrong.
 */
export async function runCli(
  commandLine: CommandLine,
  version: string,
  output: CliOutput,
  stopped: Promise<void>,
): Promise<number> {
  const undo: Undo[] = [];
  let isRefused = false;
  try {
    const objects = await loadManifests(commandLine.seed);
    const faults = await loadFaults(commandLine.faults);
    const environment = createSystemEnvironment({
      reportError: (error, lane) => output.warn(`internal error on ${lane}: ${describe(error)}`),
      ...(commandLine.randomSeed === undefined ? {} : { seed: commandLine.randomSeed }),
    });
    const trace = await openTrace(commandLine.trace, environment, output);
    // Of a run that could not begin nothing is left.
    if (trace !== undefined) undo.push(() => (isRefused ? trace.discard() : trace.close()));
    const clock = new ControlledClock(environment);
    if (commandLine.clock === "manual") clock.pause();
    undo.push(() => clock.close());
    const users = usersOf(commandLine);
    const authority = commandLine.isSecure ? new CertificateAuthority() : undefined;
    const newHost = (): ClusterHost =>
      createHost({ environment, clock, commandLine, users, authority });
    const host = newHost();
    undo.push(() => host.close());
    seed(host, objects);
    addFaults(host, faults, commandLine.faults ?? "");
    const server = await listen(
      { host, createHost: newHost, clock, ...(authority === undefined ? {} : { authority }) },
      commandLine,
      users,
    );
    undo.push(() => server.close());
    if (commandLine.command !== undefined) {
      await writeReadyFile(server, commandLine, version, undo);
      const code = await execute(server, commandLine.command, commandLine.kubeconfig, undo);
      return judgeFaults(host, commandLine, output, code);
    }
    if (commandLine.kubeconfig !== undefined) await writeKubeconfig(commandLine.kubeconfig, server);
    await writeReadyFile(server, commandLine, version, undo);
    announce(server, commandLine, version, output);
    await stopped;
    return 0;
  } catch (error) {
    isRefused = error instanceof UsageError;
    throw error;
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

/** The administrator, and the others with their names as tokens. */
function usersOf({ token, users }: CommandLine): readonly TokenUser[] {
  const others = users.map((user) => ({ ...user, uid: `${user.name}-uid`, token: user.name }));
  return [createAdministrator(token), ...others];
}

function createHost({ environment, clock, commandLine, users, authority }: HostParts): ClusterHost {
  const { controllers, admission, webhookServices } = commandLine;
  const controlled = { ...environment, clock };
  const webhooks = { client: createWebhookClient({ services: webhookServices }) };
  return new ClusterHost({
    environment: controlled,
    create: ({ watchCache }) =>
      createCluster({
        environment: controlled,
        tokens: users,
        ...(authority === undefined ? {} : { authority: authority.certificate }),
        admissionPlugins: admission,
        webhooks,
        openApiDescriptions,
        controllers: { ...switchesOf(controllers), reactionMs: realReactionMs },
        ...(watchCache === undefined ? {} : { hasWatchCache: watchCache }),
      }),
  });
}

/** What a cluster of the program is made of. */
interface HostParts {
  readonly environment: SystemEnvironment;
  readonly clock: ControlledClock;
  readonly commandLine: CommandLine;
  readonly users: readonly TokenUser[];
  readonly authority: CertificateAuthority | undefined;
}

/** As in a real cluster, where there is a while in which a client sees what is about to go. */
const realReactionMs = { namespaces: 5000, gc: 1000 };

function switchesOf(names: readonly string[]): Required<Omit<ControllerSwitches, "reactionMs">> {
  return {
    gc: names.includes("gc"),
    namespaces: names.includes("namespaces"),
    pods: names.includes("pods"),
    serviceAccounts: names.includes("serviceaccounts"),
    clusterRoles: names.includes("clusterroles"),
    flowSchemas: names.includes("flowschemas"),
  };
}

async function loadFaults(path: string | undefined): Promise<readonly Fault[]> {
  if (path === undefined) return [];
  const faults: Fault[] = [];
  // Faults have a member `on`, which YAML 1.1 takes for `true`.
  for (const { value, where } of await loadYaml(path, "1.2")) {
    const { faults: members } = value as { readonly faults?: unknown };
    const given: unknown = Array.isArray(value) ? value : (members ?? [value]);
    if (!Array.isArray(given)) throw new UsageError(`${where}: faults must be a list`);
    for (const [index, one] of (given as unknown[]).entries()) {
      faults.push(checked(`${where} (faults[${index}])`, () => toFault(one)));
    }
  }
  if (faults.length === 0) {
    throw new UsageError(
      `${path} holds no faults: a list is wanted, such as "- do: {status: 503}"`,
    );
  }
  return faults;
}

function addFaults(host: ClusterHost, faults: readonly Fault[], path: string): void {
  for (const [index, fault] of faults.entries()) {
    checked(`${path} (faults[${index}])`, () => host.cluster.faults.add(fault));
  }
}

/** Definitions first, then namespaces, so that manifests may come in any order. */
function seed(host: ClusterHost, objects: readonly LoadedObject[]): void {
  const rank = ({ object: { kind } }: LoadedObject): number =>
    kind === "CustomResourceDefinition" ? 0 : kind === "Namespace" ? 1 : 2;
  for (const { object, where } of objects.toSorted((a, b) => rank(a) - rank(b))) {
    checked(where, () => host.cluster.apply(object));
  }
}

/** Puts the place before the message of an error that the user can mend. */
function checked<T>(where: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    const isForUsers =
      error instanceof StatusError ||
      error instanceof FaultError ||
      error instanceof AdminError ||
      // The cluster has no such kind.
      error instanceof RangeError;
    if (!isForUsers && !(error instanceof Error && error.constructor === Error)) throw error;
    throw new UsageError(`${where}: ${error.message}`);
  }
}

async function openTrace(
  path: string | undefined,
  environment: SystemEnvironment,
  output: CliOutput,
): Promise<OpenTraceFile | undefined> {
  if (path === undefined) return undefined;
  const told = (error: unknown): string =>
    `cannot write the trace to ${path}: ${writeProblem(error, path)}`;
  return createTraceFile(path, environment.trace, {
    onFailure: (error) => output.warn(`${told(error)}; the rest of this run is not recorded`),
  }).catch((error: unknown) => {
    throw new UsageError(told(error));
  });
}

async function listen(
  clusters: ServedClusters,
  { port, host: address, isSecure }: CommandLine,
  users: readonly TokenUser[],
): Promise<LocalServer> {
  const options = { port, host: address, isSecure, users };
  return startLocalServer(clusters, options).catch((error: unknown) => {
    throw new UsageError(listenProblem(error, address, port));
  });
}

function listenProblem(error: unknown, address: string, port: number): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "EADDRINUSE":
      return `port ${port} on ${address} is in use; take another, or --port 0 for a free one`;
    case "EACCES":
      return `no permission to listen on port ${port}; take one above 1023, or --port 0 for a free one`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `cannot listen on ${address}: this machine has no such address; 127.0.0.1 always works`;
    default:
      return `cannot listen on ${address}:${port}: ${message}`;
  }
}

/** What tools read of a server that is ready. */
function readinessOf(server: LocalServer, { kubeconfig }: CommandLine, version: string): string {
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

async function writeReadyFile(
  server: LocalServer,
  commandLine: CommandLine,
  version: string,
  undo: Undo[],
): Promise<void> {
  const { readyFile } = commandLine;
  if (readyFile === undefined) return;
  const ready = readinessOf(server, commandLine, version);
  await writeFileAtomically(readyFile, `${ready}\n`, { mode: 0o600 }).catch((error: unknown) => {
    throw new UsageError(`cannot write ${readyFile}: ${writeProblem(error, readyFile)}`);
  });
  undo.push(() => rm(readyFile, { force: true }));
}

/** Says one line: the server is ready. */
function announce(
  server: LocalServer,
  commandLine: CommandLine,
  version: string,
  output: CliOutput,
): void {
  if (commandLine.output === "json") output.say(readinessOf(server, commandLine, version));
  else
    output.say(`fake-apiserver listens on ${server.url}  ${hint(server, commandLine.kubeconfig)}`);
}

function hint(server: LocalServer, kubeconfig: string | undefined): string {
  return kubeconfig === undefined
    ? `(token ${server.token}; --kubeconfig FILE writes a kubeconfig)`
    : `(kubectl --kubeconfig ${kubeconfig} get nodes)`;
}

/** Never over somebody's own file: `~/.kube/config` may hold the way into a real cluster. */
async function writeKubeconfig(path: string, server: LocalServer): Promise<void> {
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

async function execute(
  server: LocalServer,
  command: readonly string[],
  kubeconfig: string | undefined,
  undo: Undo[],
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "fake-apiserver-"));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const path = resolve(kubeconfig ?? join(folder, "kubeconfig"));
  await writeKubeconfig(path, server);
  const authority = join(folder, "ca.crt");
  if (server.authority !== undefined) await writeFile(authority, server.authority);
  return runCommand(command, {
    KUBECONFIG: path,
    FAKE_APISERVER_URL: server.url,
    FAKE_APISERVER_ADMIN: server.adminUrl,
    FAKE_APISERVER_TOKEN: server.token,
    ...(server.authority === undefined ? {} : { FAKE_APISERVER_CA: authority }),
  });
}

/** A fault that never struck tested nothing: it is told, and is an error where that was asked for. */
function judgeFaults(
  host: ClusterHost,
  { requiresFaults }: CommandLine,
  output: CliOutput,
  code: number,
): number {
  const idle = host.cluster.faults.list().filter(({ hits }) => hits === 0);
  for (const { id, on, do: action } of idle) {
    output.warn(
      `the fault ${id} never struck: ${JSON.stringify({ ...(on === undefined ? {} : { on }), do: action })}`,
    );
  }
  return code === 0 && requiresFaults && idle.length > 0 ? unusedFaultsCode : code;
}

/** Of a command that went well although what it was to be tested with never happened. */
const unusedFaultsCode = 3;

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
