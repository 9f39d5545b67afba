import { errorCodes } from "./frame.ts";
import type { Http2Stream } from "./http2-stream.ts";

/** Ends requests that do not come whole in time. Those that come in one read, as nearly all do, need no timer. */
export class RequestDeadlines {
  readonly #ms: number;
  readonly #begun = new Set<Http2Stream>();
  readonly #timers = new Map<Http2Stream, NodeJS.Timeout>();

  constructor(ms: number) {
    this.#ms = ms;
  }

  began(stream: Http2Stream): void {
    this.#begun.add(stream);
  }

  /** What has begun and is not whole after a read has so much time. */
  readOver(): void {
    for (const stream of this.#begun) {
      if (!stream.isRequestWhole) this.#timers.set(stream, this.#deadline(stream));
    }
    this.#begun.clear();
  }

  over(stream: Http2Stream): void {
    this.#begun.delete(stream);
    clearTimeout(this.#timers.get(stream));
    this.#timers.delete(stream);
  }

  #deadline(stream: Http2Stream): NodeJS.Timeout {
    const end = (): void => {
      if (!stream.isRequestWhole) stream.reset(errorCodes.cancel);
    };
    return setTimeout(end, this.#ms).unref();
  }
}
