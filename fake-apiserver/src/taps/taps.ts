import type { WatchFrame } from "../request/read/api-request.ts";
import type { WatchEndReason } from "../watch/watcher.ts";
import type { SeenBody } from "./seen-body.ts";
import type { ExchangeTap, SeenAnswer, SeenRequest, SeenWatch, Tap, WatchTap } from "./tap.ts";

/** All that hear a road, each told of everything in the order of the list. */
export class Taps {
  readonly #taps: readonly Tap[];

  constructor(taps: readonly Tap[]) {
    this.#taps = taps;
  }

  requested(seen: SeenRequest): ExchangeTaps {
    return new ExchangeTaps(this.#taps.flatMap((tap) => tap.requested(seen) ?? []));
  }

  /** Settles once all keep up again; undefined while they do. */
  ready(): Promise<unknown> | undefined {
    const waiting = this.#taps.flatMap((tap) => tap.ready?.() ?? []);
    return waiting.length === 0 ? undefined : Promise.all(waiting);
  }
}

/** All that hear one exchange. */
export class ExchangeTaps {
  readonly #taps: readonly ExchangeTap[];

  constructor(taps: readonly ExchangeTap[]) {
    this.#taps = taps;
  }

  /** Somebody wants the bodies of answers. */
  get wantsBody(): boolean {
    return this.#taps.some(({ body }) => body !== undefined);
  }

  answered(answer: SeenAnswer): void {
    for (const tap of this.#taps) tap.answered?.(answer);
  }

  abandoned(): void {
    for (const tap of this.#taps) tap.abandoned?.();
  }

  body(body: SeenBody | undefined): void {
    for (const tap of this.#taps) tap.body?.(body);
  }

  brokenOff(): void {
    for (const tap of this.#taps) tap.brokenOff?.();
  }

  watch(watch: SeenWatch): Required<WatchTap> {
    return new WatchTaps(this.#taps.flatMap((tap) => tap.watch?.(watch) ?? []));
  }
}

class WatchTaps implements WatchTap {
  readonly #taps: readonly WatchTap[];

  constructor(taps: readonly WatchTap[]) {
    this.#taps = taps;
  }

  frame(frame: WatchFrame, delayMs: number): void {
    for (const tap of this.#taps) tap.frame?.(frame, delayMs);
  }

  ended(reason: WatchEndReason, isBroken: boolean): void {
    for (const tap of this.#taps) tap.ended?.(reason, isBroken);
  }
}
