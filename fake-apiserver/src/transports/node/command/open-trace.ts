import type { SystemEnvironment } from "@informerlab/core/system";
import type { CliOutput } from "./cli-output.ts";
import { createTraceFile } from "./trace-recorder.ts";
import { UsageError, writeProblem } from "./usage-error.ts";
import type { Undo } from "./with-undo.ts";

/**
 * Begins to record where that is asked for. Of a run that could not begin nothing is left.
 *
 * @throws UsageError when the file cannot be written.
 */
export async function openTrace(
  path: string | undefined,
  environment: SystemEnvironment,
  output: CliOutput,
  undo: Undo[],
): Promise<void> {
  if (path === undefined) return;
  const told = (error: unknown): string =>
    `cannot write the trace to ${path}: ${writeProblem(error, path)}`;
  const trace = await createTraceFile(path, environment.trace, {
    onFailure: (error) => output.warn(`${told(error)}; the rest of this run is not recorded`),
  }).catch((error: unknown) => {
    throw new UsageError(told(error));
  });
  undo.push((isRefused) => (isRefused ? trace.discard() : trace.close()));
}
