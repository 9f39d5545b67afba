import type { Clock } from "@informerlab/core";
import type { FrameVerdict } from "../watch/watcher.ts";

/** An open watch as faults see it, whoever sends its frames. */
export interface FaultedWatch {
  readonly id: string;
  readonly client: string;
  /** Everything up to this revision has been told; absent where the sender does not read what it sends on. */
  readonly revision?: number;
  /** Frames sent so far, bookmarks included. */
  readonly eventCount: number;
  /** Runs `step` after a while, unless the watch has ended by then. */
  after(clock: Clock, delayMs: number, step: () => void): void;
  /** Called when the watch ends, however it ends. */
  onEnd(step: () => void): void;
  /** Ends or silences the stream as a fault wants it. */
  suffer(verdict: FrameVerdict): void;
}
