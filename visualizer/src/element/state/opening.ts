import type { Frames } from "../../controls/player.ts";
import { openingLegs, openingMs } from "../../layout/motion/opening.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import type { Intent } from "./intent.ts";
import type { Store } from "./store.ts";
import type { ViewState } from "./view-state.ts";

const unfoldMs = 900;

/** What opens the picture's simplest form into the whole of it. */
const unfolding: ReadonlySet<Intent["kind"]> = new Set([
  "step",
  "play",
  "zoom",
  "open-lane",
  "lane",
  "pick",
]);

/** Plays the opening: one write by itself, once; then, when the reader wants more, the unfolding. */
export class Opening {
  readonly #frames: Frames;
  readonly #store: Store<ViewState>;
  readonly #isStill: () => boolean;
  #cancel: (() => void) | undefined;

  constructor(frames: Frames, store: Store<ViewState>, isStill: () => boolean) {
    this.#frames = frames;
    this.#store = store;
    this.#isStill = isStill;
  }

  /** Shows the simplest form, when the trace has a write that can travel in it. */
  show(timeline: Timeline): void {
    const legs = openingLegs(timeline);
    if (legs === undefined) return;
    const isStill = this.#isStill();
    this.#store.set({ opening: { legs, phase: isStill ? 1 : 0, unfolded: 0 } });
    if (isStill) return;
    this.#run(openingMs, (phase) => this.#store.set({ opening: { legs, phase, unfolded: 0 } }));
  }

  /** True when the picture was folded, and what the reader wants opens it now. */
  unfoldsBy(kind: Intent["kind"]): boolean {
    const { opening } = this.#store.state;
    if (opening === undefined || !unfolding.has(kind)) return false;
    if (opening.unfolded > 0 || this.#isStill()) {
      this.end();
      return opening.unfolded === 0;
    }
    this.#run(unfoldMs, (unfolded) => {
      if (unfolded >= 1) this.end();
      else this.#store.set({ opening: { legs: opening.legs, phase: 1, unfolded } });
    });
    return true;
  }

  /** Shows the whole picture at once. */
  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#store.set({ opening: undefined });
  }

  #run(lengthMs: number, tick: (share: number) => void): void {
    this.#cancel?.();
    let start: number | undefined;
    const frame = (now: number): void => {
      start ??= now;
      const share = Math.min(1, (now - start) / lengthMs);
      this.#cancel = share < 1 ? this.#frames.request(frame) : undefined;
      tick(share);
    };
    this.#cancel = this.#frames.request(frame);
  }
}
