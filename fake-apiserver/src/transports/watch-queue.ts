import type { Cancel } from "@informerlab/core";
import { joined } from "../codec/bytes/byte-store.ts";
import type { WatchFrame, WatchSink, WatchStream } from "../request/read/api-request.ts";

/** Settings of a {@link WatchQueue}. */
export interface WatchQueueOptions {
  /** Frames that may wait for a slow client, initial state aside. */
  readonly framesMax: number;
  /** Told when something can be taken after nothing could. */
  readonly onReady: () => void;
}

/** Frames that may wait for a slow client before its watch is ended. */
export const watchFramesMaxDefault = 65_536;

/** What {@link WatchQueue.take} gives. */
export type TakenFrames =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "waiting" }
  | { readonly kind: "ended"; readonly how: "clean" | "reset" };

/**
 * Frames between the server, which pushes, and a client, which pulls. Frames wait as they are and become bytes only
 * when taken, so a client that is slow costs references, not bytes. One that falls too far behind is ended as the
 * real server ends it: cleanly, after what it was sent.
 */
export class WatchQueue implements WatchSink {
  readonly #framesMax: number;
  readonly #onReady: () => void;
  #frames: WatchFrame[] = [];
  #head = 0;
  #initialWaiting = 0;
  #ended: "clean" | "reset" | undefined;
  #cancel: Cancel | undefined;

  constructor({ framesMax, onReady }: WatchQueueOptions) {
    this.#framesMax = framesMax;
    this.#onReady = onReady;
  }

  /** Starts the stream into this queue. */
  start(stream: WatchStream): void {
    const cancel = stream.start(this);
    if (this.#ended === undefined) this.#cancel = cancel;
    else cancel();
  }

  /** Frames that wait. */
  get length(): number {
    return this.#frames.length - this.#head;
  }

  /** Nothing more will come; what waits can still be taken. */
  get isEnded(): boolean {
    return this.#ended !== undefined;
  }

  frame(frame: WatchFrame): void {
    if (this.#ended !== undefined) return;
    if (frame.isInitial === true) this.#initialWaiting += 1;
    else if (this.length - this.#initialWaiting >= this.#framesMax) {
      this.#endSlow();
      return;
    }
    this.#frames.push(frame);
    if (this.length === 1) this.#onReady();
  }

  end(how: "clean" | "reset"): void {
    if (this.#ended !== undefined) return;
    this.#ended = how;
    this.#cancel = undefined;
    this.#onReady();
  }

  /** The client is gone: the server is told, once. */
  cancel(): void {
    const cancel = this.#cancel;
    this.#cancel = undefined;
    this.#ended ??= "clean";
    this.#frames = [];
    this.#head = 0;
    cancel?.();
  }

  /** Bytes of the oldest frames, together no more than about `bytesMax` but at least one frame. */
  take(bytesMax: number): TakenFrames {
    const frames: Uint8Array<ArrayBuffer>[] = [];
    let length = 0;
    while (this.#head < this.#frames.length && length < bytesMax) {
      const frame = this.#frames[this.#head] as WatchFrame;
      if (frame.isInitial === true) this.#initialWaiting -= 1;
      const bytes = frame.encode();
      frames.push(bytes);
      length += bytes.length;
      this.#head += 1;
    }
    this.#compact();
    const [first] = frames;
    if (first !== undefined) {
      return { kind: "bytes", bytes: frames.length === 1 ? first : joined(frames) };
    }
    return this.#ended === undefined ? { kind: "waiting" } : { kind: "ended", how: this.#ended };
  }

  #endSlow(): void {
    const cancel = this.#cancel;
    this.#cancel = undefined;
    this.#ended = "clean";
    cancel?.();
  }

  #compact(): void {
    if (this.#head === this.#frames.length) {
      this.#frames = [];
      this.#head = 0;
    } else if (this.#head > 1024 && this.#head * 2 > this.#frames.length) {
      this.#frames = this.#frames.slice(this.#head);
      this.#head = 0;
    }
  }
}
