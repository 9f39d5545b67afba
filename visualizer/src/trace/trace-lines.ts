import { type TraceFile, writeTraceFile } from "@informerlab/core/trace";

/** A trace as the file that opens here again. */
export function traceLines(file: TraceFile): string {
  return writeTraceFile(file);
}
