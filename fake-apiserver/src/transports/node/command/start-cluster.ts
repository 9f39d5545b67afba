import { createSystemEnvironment, type SystemEnvironment } from "@informerlab/core/system";
import type { ControllerSwitches } from "../../../background/controllers.ts";
import type { ClusterOptions } from "../../../cluster-options.ts";
import { createCluster, type FakeCluster } from "../../../fake-apiserver.ts";
import type { Recording } from "../../../recording/read-recording.ts";
import { seedFromRecording } from "../../../replay/seed-from-recording.ts";
import type { TokenUser } from "../../../request/access/authenticate.ts";
import { ClusterHost } from "../../cluster-host.ts";
import { ControlledClock } from "../../controlled-clock.ts";
import { CertificateAuthority } from "../certificates.ts";
import { listenProblem } from "../http/listen-problem.ts";
import type { TlsOptions } from "../http/tls-options.ts";
import {
  createAdministrator,
  type LocalServer,
  type LocalServerOptions,
  type ServedClusters,
  startLocalServer,
} from "../local-server.ts";
import { openApiDescriptions } from "../openapi-descriptions.ts";
import { tellOfProcess } from "../process-metrics.ts";
import { holdsRecording } from "../record/load-recording.ts";
import { readRecordingFile } from "../record/read-recording-file.ts";
import { createWebhookClient } from "../webhook-client.ts";
import type { CliOutput } from "./cli-output.ts";
import type { CommandLine } from "./command-line.ts";
import { type EdgeParts, edgeOf, endingConnections } from "./edge-parts.ts";
import { addFaults, checked, loadFaults } from "./load-faults.ts";
import { type LoadedObject, loadManifests } from "./load-manifests.ts";
import { openTrace } from "./open-trace.ts";
import type { Served } from "./served.ts";
import { UsageError } from "./usage-error.ts";
import type { Undo } from "./with-undo.ts";

/** What another command line than ours says of a cluster. */
export interface ClusterParts extends EdgeParts {
  readonly cluster?: Partial<ClusterOptions>;
  /** Besides those of our own command line. */
  readonly users?: readonly TokenUser[];
  readonly tls?: TlsOptions;
}

/** A cluster that listens. */
export interface ServedCluster extends Served {
  /** The one that answers now. */
  readonly cluster: FakeCluster;
}

/** Starts a server with a cluster in memory, as the command line says. @throws UsageError saying what is wrong */
export async function startCluster(
  commandLine: CommandLine,
  output: CliOutput,
  undo: Undo[],
  parts: ClusterParts = {},
): Promise<ServedCluster> {
  const { manifests, recordings } = await loadSeeds(commandLine);
  const faults = await loadFaults(commandLine.faults);
  const environment = createSystemEnvironment({
    reportError: (error, lane) => output.warn(`internal error on ${lane}: ${describe(error)}`),
    ...(commandLine.randomSeed === undefined ? {} : { seed: commandLine.randomSeed }),
  });
  await openTrace(commandLine.trace, environment, output, undo);
  const clock = new ControlledClock(environment);
  if (commandLine.clock === "manual") clock.pause();
  undo.push(() => clock.close());
  const users = [...usersOf(commandLine), ...(parts.users ?? [])];
  const authority = commandLine.isSecure ? new CertificateAuthority() : undefined;
  const newHost = (): ClusterHost =>
    createHost({ environment, clock, commandLine, users, authority, cluster: parts.cluster });
  const host = newHost();
  undo.push(() => host.close());
  seed(host, manifests);
  for (const { path, recording } of recordings) {
    for (const note of checked(path, () => seedFromRecording(host.cluster, recording))) {
      output.warn(`${path}: ${note}`);
    }
  }
  addFaults(host.cluster.faults, faults, commandLine.faults ?? "");
  const served = {
    host,
    clock,
    ...(authority === undefined ? {} : { authority }),
    // Clients of another cluster would have to trust certificates that we have not made.
    ...(parts.tls === undefined ? { createHost: newHost } : { tls: parts.tls }),
    ...edgeOf(parts, environment.random.fork("edge")),
  };
  const ending = endingConnections(parts, environment.random.fork("goaway"));
  const server = await listen(served, commandLine, { ...ending, users });
  undo.push(() => server.close());
  return {
    server,
    environment,
    get cluster() {
      return host.cluster;
    },
    get faults() {
      return host.cluster.faults;
    },
    get requests() {
      return host.cluster.requests;
    },
  };
}

/** What a cluster begins with. @throws UsageError */
async function loadSeeds({ seed: paths, acceptsCut }: CommandLine): Promise<{
  readonly manifests: readonly LoadedObject[];
  readonly recordings: readonly { readonly path: string; readonly recording: Recording }[];
}> {
  const files: string[] = [];
  const recordings = [];
  for (const path of paths) {
    if (!(await holdsRecording(path))) files.push(path);
    else recordings.push({ path, recording: await readRecordingFile(path, acceptsCut) });
  }
  return { manifests: await loadManifests(files), recordings };
}

/** The administrator, and the others with their names as tokens. */
function usersOf({ token, users }: CommandLine): readonly TokenUser[] {
  const others = users.map((user) => ({ ...user, uid: `${user.name}-uid`, token: user.name }));
  return [createAdministrator(token), ...others];
}

function createHost({
  environment,
  clock,
  commandLine,
  users,
  authority,
  cluster,
}: HostParts): ClusterHost {
  const { controllers, admission, apis, webhookServices } = commandLine;
  const controlled = { ...environment, clock };
  const webhooks = { client: createWebhookClient({ services: webhookServices }) };
  return new ClusterHost({
    environment: controlled,
    hostClock: environment.clock,
    create: ({ watchCache }) => {
      const created = createCluster({
        environment: controlled,
        tokens: users,
        ...(authority === undefined ? {} : { authority: authority.certificate }),
        admissionPlugins: admission,
        ...apis,
        webhooks,
        openApiDescriptions,
        controllers: { ...switchesOf(controllers), reactionMs: realReactionMs },
        ...cluster,
        ...(watchCache === undefined ? {} : { hasWatchCache: watchCache }),
      });
      tellOfProcess(created.apiserver.metrics.registry);
      return created;
    },
  });
}

/** What a cluster of the program is made of. */
interface HostParts {
  readonly environment: SystemEnvironment;
  readonly clock: ControlledClock;
  readonly commandLine: CommandLine;
  readonly users: readonly TokenUser[];
  readonly authority: CertificateAuthority | undefined;
  readonly cluster: Partial<ClusterOptions> | undefined;
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
    apiServices: names.includes("apiservices"),
  };
}

/** Definitions first, then namespaces, so that manifests may come in any order. */
function seed(host: ClusterHost, objects: readonly LoadedObject[]): void {
  const rank = ({ object: { kind } }: LoadedObject): number =>
    kind === "CustomResourceDefinition" ? 0 : kind === "Namespace" ? 1 : 2;
  for (const { object, where } of objects.toSorted((a, b) => rank(a) - rank(b))) {
    checked(where, () => host.cluster.apply(object));
  }
}

async function listen(
  clusters: ServedClusters,
  { port, host: address, isSecure }: CommandLine,
  more: Pick<LocalServerOptions, "users" | "endsConnection">,
): Promise<LocalServer> {
  const options = { ...more, port, host: address, isSecure };
  return startLocalServer(clusters, options).catch((error: unknown) => {
    throw new UsageError(listenProblem(error, address, port));
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
