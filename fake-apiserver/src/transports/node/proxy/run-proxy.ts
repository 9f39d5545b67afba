import type { ClusterAccess } from "@informerlab/core/client-node";
import { createSystemEnvironment, type SystemEnvironment } from "@informerlab/core/system";
import type { CliOutput } from "../command/cli-output.ts";
import { addFaults, loadFaults } from "../command/load-faults.ts";
import { openTrace } from "../command/open-trace.ts";
import { runServed } from "../command/run-served.ts";
import type { Served } from "../command/served.ts";
import { UsageError, writeProblem } from "../command/usage-error.ts";
import type { Undo } from "../command/with-undo.ts";
import { listenProblem } from "../http/listen-problem.ts";
import type { ProxyCommandLine } from "./proxy-command.ts";
import type { ProxyServer } from "./proxy-server.ts";

/**
 * Stands before a cluster as the command line says, until `stopped` or until its command has ended. Answers the exit
 * code.
 *
 * @throws UsageError saying what is wrong.
 */
export function runProxy(
  commandLine: ProxyCommandLine,
  version: string,
  output: CliOutput,
  stopped: Promise<void>,
): Promise<number> {
  return runServed(startBeforeCluster, { commandLine, version, output, stopped });
}

/** Starts a proxy as the command line says. @throws UsageError saying what is wrong */
export async function startBeforeCluster(
  commandLine: ProxyCommandLine,
  output: CliOutput,
  undo: Undo[],
): Promise<Served> {
  const { faults: path = "", randomSeed } = commandLine;
  const access = await accessOf(commandLine);
  const faults = await loadFaults(commandLine.faults);
  const environment = createSystemEnvironment({
    reportError: (error, lane) => output.warn(`internal error on ${lane}: ${String(error)}`),
    warn: output.warn,
    ...(randomSeed === undefined ? {} : { seed: randomSeed }),
  });
  await openTrace(commandLine.trace, environment, output, undo);
  const server = await listen(access, commandLine, environment, output);
  undo.push(() => server.close());
  addFaults(server.faults, faults, path);
  const { faults: served, requests } = server;
  return { server, environment, faults: served, requests, deed: deedOf(access, commandLine) };
}

function deedOf({ server }: ClusterAccess, { record }: ProxyCommandLine): string {
  return record === undefined ? `proxies ${server}` : `records ${server} into ${record.file},`;
}

/** Read as kubectl reads it. @throws UsageError */
async function accessOf({ upstream, context }: ProxyCommandLine): Promise<ClusterAccess> {
  const { KubeConfigError, loadKubeConfig } = await clientNode();
  try {
    const config = loadKubeConfig(upstream);
    if (context !== undefined) config.setCurrentContext(context);
    return config.access;
  } catch (error) {
    if (error instanceof KubeConfigError) throw new UsageError(`--upstream: ${error.message}`);
    throw error;
  }
}

/** Loaded when it is needed: the fake itself does without. */
function clientNode(): Promise<typeof import("@informerlab/core/client-node")> {
  return import("@informerlab/core/client-node").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new UsageError(
      "the proxy reads kubeconfigs by @kubernetes/client-node, which is not installed beside it: npm install -D @informerlab/fake-apiserver @kubernetes/client-node",
    );
  });
}

async function listen(
  access: ClusterAccess,
  { port, host, isSecure, token, isReadOnly, hasTwins, record }: ProxyCommandLine,
  environment: SystemEnvironment,
  { warn }: CliOutput,
): Promise<ProxyServer> {
  // It speaks to the cluster by what has just been loaded.
  const { startProxy } = await import("./proxy-server.ts");
  const options = { access, environment, port, host, isSecure, isReadOnly };
  try {
    return await startProxy({
      ...options,
      ...(token === undefined ? {} : { token }),
      ...(hasTwins ? { warnOfClients: warn } : {}),
      ...(record === undefined ? {} : { record }),
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).path === record?.file && record !== undefined) {
      throw new UsageError(`cannot write ${record.file}: ${writeProblem(error, record.file)}`);
    }
    throw new UsageError(listenProblem(error, host, port));
  }
}
