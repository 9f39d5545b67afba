import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
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
  /** Ends the recording and removes its file, unless it is a device. */
  discard(): Promise<void>;
}

/** Settings of {@link createTraceFile}. */
export interface TraceFileOptions {
  /** Told once when the file cannot be written any longer; nothing is recorded from then on. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Records a trace to a file, from now on.
 *
 * @throws the host's own error when the file cannot be opened.
 */
export async function createTraceFile(
  path: string,
  trace: TraceSource<TraceFact>,
  { onFailure }: TraceFileOptions,
): Promise<OpenTraceFile> {
  const file = createWriteStream(path, { mode: 0o600 });
  await once(file, "open");
  const writer = new TraceLineWriter();
  file.write(`${traceFileHeader()}\n`);
  const cancel = trace.subscribe((record) => {
    for (const line of writer.linesOf(record)) file.write(`${line}\n`);
  });
  file.on("error", (error) => {
    cancel();
    onFailure(error);
  });
  const close = async (): Promise<void> => {
    cancel();
    if (file.closed) return;
    file.end();
    await new Promise<void>((resolve) => file.once("close", () => resolve()));
  };
  return {
    close,
    async discard() {
      await close();
      const found = await stat(path).catch(() => undefined);
      if (found?.isFile() === true) await rm(path);
    },
  };
}
