import { createWriteStream } from "node:fs";
import type { SystemEnvironment } from "@informerlab/core/system";
import { TraceLineWriter, traceFileHeader } from "@informerlab/core/trace";

/** Writes what happens in an environment to a file that the playground opens. Answers how to stop. */
export function recordTrace(
  environment: SystemEnvironment,
  path: string,
): () => Promise<void> {
  const file = createWriteStream(path);
  const writer = new TraceLineWriter();
  file.write(`${traceFileHeader()}\n`);
  const unsubscribe = environment.trace.subscribe((record) => {
    file.write(`${writer.linesOf(record).join("\n")}\n`);
  });
  return () => {
    unsubscribe();
    return new Promise((resolve) => file.end(resolve));
  };
}
