import { type TraceFact, TraceLineWriter, type TraceSource } from "@informerlab/core/trace";
import { utf8Of } from "../../codec/bytes/byte-store.ts";
import type { WatchFrame, WatchStream } from "../../request/read/api-request.ts";

/**
 * A trace as it happens, as server-sent events: each carries one line of a trace file, so a listener that keeps the
 * lines has a file that can be opened.
 */
export function createEventStream(trace: TraceSource<TraceFact>, header: string): WatchStream {
  return {
    start(sink) {
      const writer = new TraceLineWriter();
      sink.frame(eventFrame(header));
      return trace.subscribe((record) => {
        for (const line of writer.linesOf(record)) sink.frame(eventFrame(line));
      });
    },
  };
}

function eventFrame(line: string): WatchFrame {
  return { type: "MODIFIED", object: {}, encode: () => utf8Of(`data: ${line}\n\n`) };
}
