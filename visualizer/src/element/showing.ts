import type { TraceFile } from "@informerlab/core/trace";
import type { Settings } from "../controls/attributes.ts";
import { Branches } from "../controls/branches.ts";
import type { Story } from "../model/timeline/story.ts";
import { Timeline } from "../model/timeline/timeline.ts";
import { checkOrder } from "../trace/read-trace.ts";
import { TraceLog } from "../trace/trace-log.ts";
import type { Conductor } from "./conductor.ts";
import { attributePlace, positionOf } from "./state/place.ts";

/** What showing needs of the element. */
export interface ShowingHooks {
  readonly attribute: (name: string) => string | null;
  readonly settings: () => Settings | undefined;
  readonly isStill: () => boolean;
  readonly ready: (length: number) => void;
  readonly failed: (error: unknown) => void;
  readonly warn: (sentence: string) => void;
  /** Settles when the browser has had time for the reader. */
  readonly pause: () => Promise<void>;
  /** Milliseconds that only grow. */
  readonly now: () => number;
}

// A frame's time, less what drawing needs.
const sliceMs = 10;
const sliceRecords = 250;
const longTrace = 4000;

/** Brings a trace onto the stage: at once, or, when it is long, in slices between which the page stays usable. */
export class Showing {
  readonly #conductor: Conductor;
  readonly #hooks: ShowingHooks;
  #run = 0;

  constructor(conductor: Conductor, hooks: ShowingHooks) {
    this.#conductor = conductor;
    this.#hooks = hooks;
  }

  /** Shows a trace from where it is to begin, or nothing. */
  show(trace: TraceFile | undefined, story: Story | undefined): void {
    const { store, player, acts } = this.#conductor;
    this.cancel();
    player.dispose();
    acts?.opening.end();
    if (trace === undefined) {
      store.set({ branches: undefined, status: { kind: "empty" } });
      return;
    }
    try {
      const log = new TraceLog(checkOrder(trace));
      if (log.length <= longTrace) this.#showRun(new Timeline(log, story), story);
      else void this.#showInSlices(log, story);
    } catch (error) {
      this.#hooks.failed(error);
    }
  }

  /** Something newer is shown: what is still being taken in comes no more. */
  cancel(): void {
    this.#run += 1;
  }

  /** The place that the attributes name, else what was found in the trace, else the first story point, else before everything. */
  goToStart(timeline: Timeline): void {
    this.#conductor.player.goTo(this.#startOf(timeline));
  }

  /** The place that the attributes name, when the trace has it. */
  namedPlace(timeline: Timeline | undefined): number | undefined {
    if (timeline === undefined) return undefined;
    const place = attributePlace(this.#hooks.attribute);
    if (place === undefined) return undefined;
    const position = positionOf(timeline, place);
    if (position === undefined) {
      const beats = timeline.story?.beats.map(({ id }) => id).join(", ") ?? "";
      this.#hooks.warn(
        `<informer-visualizer>: no place ${JSON.stringify(place)}; steps are 0 to ${timeline.length}, beats: ${beats || "none"}.`,
      );
    }
    return position;
  }

  async #showInSlices(log: TraceLog, story: Story | undefined): Promise<void> {
    const { store } = this.#conductor;
    const { now, pause, failed } = this.#hooks;
    const run = this.#run;
    try {
      const timeline = new Timeline(log, story, sliceRecords);
      while (timeline.taken < log.length) {
        store.set({
          branches: undefined,
          status: { kind: "loading", share: timeline.taken / log.length },
        });
        await pause();
        if (run !== this.#run) return;
        const end = now() + sliceMs;
        while (timeline.taken < log.length && now() < end) timeline.extend(sliceRecords);
      }
      this.#showRun(timeline, story);
    } catch (error) {
      if (run === this.#run) failed(error);
    }
  }

  #showRun(timeline: Timeline, story: Story | undefined): void {
    const { store } = this.#conductor;
    const settings = this.#hooks.settings();
    const hasStory = story !== undefined && settings?.size === undefined;
    store.set({
      branches: new Branches(timeline),
      status: { kind: "shown" },
      playhead: {
        position: this.#startOf(timeline),
        motion: undefined,
        isPlaying: false,
        isWaiting: false,
      },
      selectedItem: undefined,
      selectedKey: undefined,
      notice: "",
      bookmarks: [],
      isLive: false,
      ...(hasStory ? { size: "beat" } : {}),
    });
    this.goToStart(timeline);
    this.#hooks.ready(timeline.length);
    this.#begin(timeline);
    if (settings?.mode === "kiosk" && !this.#hooks.isStill()) this.#conductor.play();
  }

  /**
   * Without a place to be at, it moves by itself: the opening's write, or the way to a lesson's first story point. The
   * picture before everything stands meanwhile, and what moves and tells is loaded.
   */
  #begin(timeline: Timeline): void {
    const conductor = this.#conductor;
    const settings = this.#hooks.settings();
    const isFree =
      attributePlace(this.#hooks.attribute) === undefined && settings?.controls === "full";
    const first = this.#startOf(timeline);
    const isOpening = isFree && settings?.opening === "show";
    const isLesson = isFree && settings?.mode === "lesson" && first > 0 && !this.#hooks.isStill();
    if (isLesson && !isOpening) conductor.player.goTo(0);
    const run = this.#run;
    const start = conductor.position;
    conductor.whenReady(() => {
      // Where the reader has gone meanwhile, nothing begins.
      if (run !== this.#run || conductor.position !== start) return;
      if (isOpening) conductor.acts?.opening.show(timeline);
      else if (isLesson) conductor.player.goTo(first, true);
    });
  }

  #startOf(timeline: Timeline): number {
    const first = timeline.story === undefined ? 0 : (timeline.beats[0] ?? 0);
    return this.namedPlace(timeline) ?? timeline.log.foundAt ?? first;
  }
}
