import type { CliOutput } from "../command/cli-output.ts";
import { parseCommandLine } from "../command/command-line.ts";
import { execute } from "../command/execute.ts";
import { announce, writeKubeconfig, writeReadyFile } from "../command/ready-files.ts";
import { runCli } from "../command/run-cli.ts";
import { UsageError } from "../command/usage-error.ts";
import { withUndo } from "../command/with-undo.ts";
import { listenProblem } from "../http/listen-problem.ts";
import type { LocalServer } from "../local-server.ts";
import { recordingProblem } from "./read-recording-file.ts";
import type { ReplayCommandLine } from "./replay-command.ts";
import { startReplay } from "./start-replay.ts";

/**
 * Serves a recording as the command line says, until `stopped` or until its command has ended. Answers the exit code.
 *
 * @throws UsageError saying what is wrong.
 */
export function runReplay(
  commandLine: ReplayCommandLine,
  version: string,
  output: CliOutput,
  stopped: Promise<void>,
): Promise<number> {
  if (commandLine.isSeed) return runSeeded(commandLine, version, output, stopped);
  const { command, kubeconfig, manifests } = commandLine;
  if (manifests.length > 0) throw new UsageError("--manifests needs --seed: a replay is read-only");
  return withUndo(async (undo) => {
    const server = await start(commandLine);
    undo.push(() => server.close());
    await writeReadyFile(server, commandLine, version, undo);
    if (command !== undefined) {
      return (await execute(server, command, kubeconfig, undo, { warn: output.warn })).code;
    }
    if (kubeconfig !== undefined) await writeKubeconfig(kubeconfig, server);
    announce(server, commandLine, version, output, `replays ${commandLine.file}`);
    await stopped;
    return 0;
  });
}

async function start(commandLine: ReplayCommandLine): Promise<LocalServer> {
  const { file, speed, acceptsCut, host, port, isSecure, token } = commandLine;
  try {
    return await startReplay({
      ...{ file, speed, acceptsCut, host, port, isSecure },
      ...(token === undefined ? {} : { token }),
    });
  } catch (error) {
    const isAddress = (error as NodeJS.ErrnoException).syscall === "listen";
    throw new UsageError(
      isAddress ? listenProblem(error, host, port) : `${file}: ${recordingProblem(error)}`,
    );
  }
}

/** A cluster in memory, but for the recording as any other. */
function runSeeded(
  { file, manifests, ...wanted }: ReplayCommandLine,
  version: string,
  output: CliOutput,
  stopped: Promise<void>,
): Promise<number> {
  const defaults = parseCommandLine([], version);
  if (defaults.kind !== "run") throw new UsageError("a cluster cannot be begun");
  const commandLine = { ...defaults.commandLine, ...wanted, seed: [...manifests, file] };
  return runCli(commandLine, version, output, stopped);
}
