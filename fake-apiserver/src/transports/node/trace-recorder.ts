import { once } from "node:events";
import { createWriteStream } from "node:fs";
import {
  type TraceFact,
  TraceLineWriter,
  type TraceSource,
  traceFileHeader,
} from "@informerlab/core/trace";

/** A trace file that grows while a program runs. */
export interface OpenTraceFile {
  /** Ends the recording; resolves once everything is on disk. */
  close(): Promise<void>;
}

/**
 * Records a trace to a file, from now on.
 *
 * @throws the host's own error when the file cannot be opened.
 */
export async function createTraceFile(
  path: string,
  trace: TraceSource<TraceFact>,
): Promise<OpenTraceFile> {
  const file = createWriteStream(path);
  await once(file, "open");
  const writer = new TraceLineWriter();
  file.write(`${traceFileHeader()}\n`);
  const cancel = trace.subscribe((record) => {
    for (const line of writer.linesOf(record)) file.write(`${line}\n`);
  });
  return {
    async close() {
      cancel();
      file.end();
      await once(file, "close");
    },
  };
}
