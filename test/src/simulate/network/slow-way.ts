import type { Clock, Lane } from "@informerlab/core";
import type { VirtualWay } from "./virtual-transport.ts";

/** What a {@link SlowWay} goes by. */
export interface SlowWayOptions {
  readonly clock: Clock;
  readonly lane: Lane;
  /** How far apart pieces are just now, milliseconds. */
  readonly pieceMs: () => number;
}

/** A way whose text trickles: its pieces come one by one, some time apart, and what was sent behind them after them. */
export class SlowWay implements VirtualWay {
  readonly #inner: VirtualWay;
  readonly #options: SlowWayOptions;
  /** What has arrived and is not yet told of, oldest first. */
  readonly #held: { readonly step: () => void; readonly isText: boolean }[] = [];
  #isWaiting = false;

  constructor(inner: VirtualWay, options: SlowWayOptions) {
    this.#inner = inner;
    this.#options = options;
  }

  there(step: () => void): void {
    this.#inner.there(step);
  }

  back(step: () => void): void {
    this.#inner.back(() => this.#hold(step, false));
  }

  carry(text: string, deliver: (piece: string) => void): void {
    this.#inner.carry(text, (piece) => this.#hold(() => deliver(piece), true));
  }

  #hold(step: () => void, isText: boolean): void {
    this.#held.push({ step, isText });
    this.#tell();
  }

  /** Tells of everything up to the next text, which waits for its time. */
  #tell(): void {
    while (!this.#isWaiting) {
      const [next] = this.#held;
      if (next === undefined) return;
      const pieceMs = next.isText ? this.#options.pieceMs() : 0;
      if (pieceMs > 0) {
        this.#await(pieceMs);
        return;
      }
      this.#held.shift()?.step();
    }
  }

  #await(forMs: number): void {
    this.#isWaiting = true;
    this.#options.clock.after(forMs, this.#options.lane, () => {
      this.#isWaiting = false;
      this.#held.shift()?.step();
      this.#tell();
    });
  }
}
