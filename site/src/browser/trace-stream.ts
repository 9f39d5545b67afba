import { type TraceFact, TraceLineReader, type TraceRecord } from "@informerlab/core/trace";

/**
 * The records of a trace that grows, as they come over HTTP.
 *
 * @throws TraceFileError when a line is none of a trace.
 */
export async function* traceStream(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<TraceRecord<TraceFact>> {
  const reader = new TraceLineReader();
  const text = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await text.read();
      if (done) return;
      const lines = (rest + value).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const record = reader.take(line);
        if (record !== undefined) yield record;
      }
    }
  } finally {
    await text.cancel().catch(() => undefined);
  }
}
