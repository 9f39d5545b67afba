import type { CliOutput } from "./cli-output.ts";
import type { CommandLine } from "./command-line.ts";
import { runServed } from "./run-served.ts";
import { startCluster } from "./start-cluster.ts";

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
  return runServed(startCluster, { commandLine, version, output, stopped });
}
