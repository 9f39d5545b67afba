import { type TraceFact, TraceFileError, type TraceRecord } from "@informerlab/core/trace";
import { traceStream } from "./trace-stream.ts";

/**
 * The records of a server that begins anew when it has kept enough, or is started again: they go on with what is new.
 *
 * @param open opens its stream; undefined when nobody answers.
 * @param pause settles when it may be asked again.
 * @throws TraceFileError when a line is none of a trace.
 */
export async function* liveRecords(
  open: () => Promise<ReadableStream<Uint8Array<ArrayBuffer>> | undefined>,
  pause: () => Promise<unknown>,
): AsyncGenerator<TraceRecord<TraceFact>> {
  let offset = 0;
  let last = 0;
  for (;;) {
    try {
      const body = await open();
      if (body !== undefined) {
        for await (const record of traceStream(body)) {
          last = record.seq + offset;
          yield {
            ...record,
            seq: last,
            ...(record.cause === undefined ? {} : { cause: record.cause + offset }),
          };
        }
      }
    } catch (error) {
      // A connection that breaks is one that ends; what is no trace will not become one.
      if (error instanceof TraceFileError) throw error;
    }
    offset = last;
    await pause();
  }
}
