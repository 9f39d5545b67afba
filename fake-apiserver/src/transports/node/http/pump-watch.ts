import type { Cancel } from "@informerlab/core";
import type { WatchStream } from "../../../request/read/api-request.ts";
import { WatchQueue } from "../../watch-queue.ts";

/** What keeps watches: a limit for slow clients, and who ends them when the server stops. */
export interface WatchOptions {
  readonly watchFramesMax: number;
  /** Told of a watch that began; the function it is given ends that watch cleanly. Answers what to do at its end. */
  readonly onWatch: (end: () => void) => Cancel;
}

/** Where the frames of a watch go: an answer's body, or a WebSocket. */
export interface WatchTarget {
  /** Bytes of frames that are written at once at most; always one frame at least. */
  readonly bytesMax: number;
  readonly isOpen: boolean;
  /** Writes frames. False when no more should come for now; then `resume` is called once there is room. */
  write(bytes: Uint8Array<ArrayBuffer>, resume: () => void): boolean;
  end(how: "clean" | "reset"): void;
  /** Called once, when the client is gone. */
  onClose(step: () => void): void;
}

/** Sends a watch to its client as it happens, and no faster than the client reads. */
export function pumpWatch(stream: WatchStream, target: WatchTarget, options: WatchOptions): void {
  // Either a flush is coming or the socket is full; in both cases frames wait in the queue.
  let isPending = false;
  const flush = (): void => {
    isPending = writeWaiting(queue, target, flush) === "full";
  };
  const queue = new WatchQueue({
    framesMax: options.watchFramesMax,
    // One write for all frames of a turn, and before any client can act on what else it was told in that turn.
    onReady: () => {
      if (isPending) return;
      isPending = true;
      process.nextTick(flush);
    },
  });
  const forget = options.onWatch(() => {
    queue.cancel();
    if (target.isOpen) target.end("clean");
  });
  target.onClose(() => {
    forget();
    queue.cancel();
  });
  queue.start(stream);
}

/** Writes what waits until nothing does, or until the socket is full. */
function writeWaiting(
  queue: WatchQueue,
  target: WatchTarget,
  resume: () => void,
): "empty" | "full" {
  while (target.isOpen) {
    const taken = queue.take(target.bytesMax);
    if (taken.kind === "waiting") break;
    if (taken.kind === "ended") {
      target.end(taken.how);
      break;
    }
    if (!target.write(taken.bytes, resume)) return "full";
  }
  return "empty";
}
