import type { WatchStream } from "../../request/read/api-request.ts";
import { WatchQueue, watchFramesMaxDefault } from "../watch-queue.ts";
import { brokenConnection } from "./broken-connection.ts";

/** Handed over at once at most. */
const chunkBytesMax = 64 * 1024;

/** Settings of {@link createWatchBody}. */
export interface WatchBodyOptions {
  /** Frames that may wait for a slow reader; a reader further behind is ended. @defaultValue 65,536 */
  readonly framesMax?: number;
  /** The request's signal: an abort is the client going away. */
  readonly signal?: AbortSignal;
  /** Begins with an empty chunk, for hosts that hold the headers back until a body begins. @defaultValue false */
  readonly beginsAtOnce?: boolean;
}

/**
 * A watch as the body of a web-standard Response. Nothing is encoded before the reader asks for it; cancelling the
 * body, or aborting the request, ends the watch in the server.
 */
export function createWatchBody(
  stream: WatchStream,
  { framesMax = watchFramesMaxDefault, signal, beginsAtOnce = false }: WatchBodyOptions = {},
): ReadableStream<Uint8Array> {
  let wake: (() => void) | undefined;
  const queue = new WatchQueue({ framesMax, onReady: () => wake?.() });
  let onAbort: (() => void) | undefined;
  const detach = (): void => {
    if (onAbort !== undefined) signal?.removeEventListener("abort", onAbort);
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        onAbort = () => {
          queue.cancel();
          controller.error(signal?.reason);
          wake?.();
        };
        if (beginsAtOnce) controller.enqueue(new Uint8Array(0));
        queue.start(stream);
        if (signal?.aborted === true) onAbort();
        else signal?.addEventListener("abort", onAbort, { once: true });
      },
      async pull(controller) {
        if (queue.length === 0) await waitFor(queue, (resume) => (wake = resume));
        wake = undefined;
        if (signal?.aborted === true) return;
        const taken = queue.take(chunkBytesMax);
        if (taken.kind === "bytes") {
          controller.enqueue(taken.bytes.slice());
        } else if (taken.kind === "ended") {
          detach();
          if (taken.how === "clean") controller.close();
          else controller.error(brokenConnection());
        }
      },
      cancel() {
        detach();
        queue.cancel();
        wake?.();
      },
    },
    { highWaterMark: 0 },
  );
}

function waitFor(queue: WatchQueue, onWaiting: (resume: () => void) => void): Promise<void> {
  if (queue.isEnded) return Promise.resolve();
  return new Promise((resolve) => onWaiting(resolve));
}
