import type { ChaosOptions } from "../chaos/chaos-options.ts";
import { runChaos } from "../chaos/run-chaos.ts";
import type { CliOutput } from "./cli-output.ts";
import { type Served, type ServeRun, serve } from "./served.ts";
import { type Undo, withUndo } from "./with-undo.ts";

/** What both kinds of server are asked for. */
type ServedCommandLine = ServeRun["commandLine"] & { readonly chaos: ChaosOptions | undefined };

/**
 * Starts a server and serves, or runs its command again and again under faults that seeds draw, as the command line says.
 * Answers the exit code; nothing is left behind.
 *
 * @throws UsageError saying what is wrong.
 */
export function runServed<Line extends ServedCommandLine>(
  start: (commandLine: Line, output: CliOutput, undo: Undo[]) => Promise<Served>,
  run: Omit<ServeRun, "commandLine" | "undo"> & { readonly commandLine: Line },
): Promise<number> {
  const { commandLine, output } = run;
  const { chaos, command, kubeconfig } = commandLine;
  if (chaos !== undefined && command !== undefined) {
    return runChaos({
      start: (one, undo) => start({ ...commandLine, ...one }, output, undo),
      ...{ command, kubeconfig, options: chaos, output },
    });
  }
  return withUndo(async (undo) => serve(await start(commandLine, output, undo), { ...run, undo }));
}
