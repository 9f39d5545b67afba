import type { SystemEnvironment } from "@informerlab/core/system";
import type { CliOutput } from "./cli-output.ts";
import { createTraceFile, type OpenTraceFile } from "./trace-recorder.ts";
import { UsageError, writeProblem } from "./usage-error.ts";

/** Begins to record where that is asked for. @throws UsageError when the file cannot be written */
export async function openTrace(
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
