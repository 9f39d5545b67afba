import type { StartServed } from "./chaos/chaos-run.ts";
import { runChaos } from "./chaos/run-chaos.ts";
import type { CliOutput } from "./cli-output.ts";
import type { CommandLine } from "./command-line.ts";
import { serve } from "./served.ts";
import { startCluster } from "./start-cluster.ts";
import { withUndo } from "./with-undo.ts";

/**
 * Starts a server as the command line says, and serves until `stopped` or until the command of `exec` has ended.
 * Answers the exit code. When something is wrong nothing is left behind: no port, no file.
 *
 * @throws UsageError saying what is wrong.
 */
export function runCli(
  commandLine: CommandLine,
  version: string,
  output: CliOutput,
  stopped: Promise<void>,
): Promise<number> {
  const { chaos, command, kubeconfig } = commandLine;
  if (chaos !== undefined && command !== undefined) {
    const start: StartServed = (run, undo) =>
      startCluster({ ...commandLine, ...run }, output, undo);
    return runChaos({ start, command, kubeconfig, options: chaos, output });
  }
  return withUndo(async (undo) => {
    const served = await startCluster(commandLine, output, undo);
    return serve(served, { commandLine, version, output, stopped, undo });
  });
}
