import type { Settings } from "../../controls/attributes.ts";
import type { Branches } from "../../controls/branches.ts";
import type { PlayerState } from "../../controls/player.ts";
import type { Runner } from "../../controls/runner.ts";
import { type TimelineScale, wholeTimeline, type Zoom } from "../../controls/timeline-scale.ts";
import type { ItemLane, View } from "../../layout/marks/scene.ts";
import type { Leg } from "../../layout/motion/choreography.ts";
import type { Answers } from "../../model/claims/prediction.ts";
import type { ThreadTarget } from "../../model/reasons/thread-target.ts";
import type { LaneId } from "../../model/timeline/lanes.ts";
import type { Language } from "../../model/timeline/story.ts";
import type { StepSize } from "../../model/timeline/timeline.ts";

/** What the component is showing instead of, or beside, a trace. */
export type Status =
  | { readonly kind: "empty" }
  | { readonly kind: "loading"; readonly share?: number }
  | { readonly kind: "broken"; readonly message: string }
  | { readonly kind: "shown" };

/** A part that a reader opens below the story, or none. */
export type OpenPanel = "none" | "inspector" | "table" | AroundPanel;

/** Panels around the stage that are loaded when they are opened. */
export type AroundPanel = "explore" | "queues" | "export";

/** A small window over the picture, or none. */
export type OpenWindow = "none" | "fork" | "go" | "help";

/** Everything that decides what is drawn. */
export interface ViewState {
  readonly status: Status;
  /** All futures of the run. They grow in place; `edition` counts how often. */
  readonly branches: Branches | undefined;
  readonly edition: number;
  readonly playhead: PlayerState;
  /** The picture begins in its simplest form: one write travels (`phase`), then it unfolds (`unfolded`). */
  readonly opening:
    | { readonly legs: readonly Leg[]; readonly phase: number; readonly unfolded: number }
    | undefined;
  readonly runner: Runner | undefined;
  readonly language: Language;
  readonly size: StepSize;
  readonly speed: number;
  readonly scale: TimelineScale;
  readonly zoom: Zoom;
  readonly motion: "auto" | "full" | "reduced";
  /** CSS pixels. */
  readonly width: number;
  readonly lanes: readonly LaneId[] | undefined;
  readonly informer: string | undefined;
  readonly queue: string | undefined;
  readonly openLane: LaneId | undefined;
  readonly focusedLane: ItemLane | undefined;
  readonly selectedItem: string | undefined;
  readonly selectedKey: string | undefined;
  readonly focusedItem: string | undefined;
  /** What a reader asked about beyond the selected thing: a place where it is not, too. */
  readonly question: ThreadTarget | undefined;
  /** What the reader has predicted, by the beat's id. */
  readonly answers: Answers;
  /** The beat whose answer the reader has read and put away. */
  readonly putAway: string | undefined;
  readonly panel: OpenPanel;
  readonly window: OpenWindow;
  readonly hasNarration: boolean;
  readonly hasTimeline: boolean;
  readonly hasControls: boolean;
  /** The code at work stands beside the narration. */
  readonly hasCode: boolean;
  readonly bookmarks: readonly number[];
  /** Something said that is no step: a link was copied, a fork failed. */
  readonly notice: string;
  readonly isLive: boolean;
  readonly isFollowing: boolean;
}

/** Before a page or a reader has said anything. */
export function createState(): ViewState {
  return {
    status: { kind: "empty" },
    branches: undefined,
    edition: 0,
    opening: undefined,
    playhead: { position: 0, motion: undefined, isPlaying: false, isWaiting: false },
    runner: undefined,
    language: "en",
    size: "hop",
    speed: 1,
    scale: "event",
    zoom: wholeTimeline,
    motion: "auto",
    width: 1200,
    lanes: undefined,
    informer: undefined,
    queue: undefined,
    openLane: undefined,
    focusedLane: undefined,
    selectedItem: undefined,
    selectedKey: undefined,
    focusedItem: undefined,
    question: undefined,
    answers: {},
    putAway: undefined,
    panel: "none",
    window: "none",
    hasNarration: true,
    hasTimeline: true,
    hasControls: true,
    hasCode: false,
    bookmarks: [],
    notice: "",
    isLive: false,
    isFollowing: false,
  };
}

/** It moves on without the reader: it plays, or follows what comes. */
export function isGoingOn({ playhead, isLive, isFollowing }: ViewState): boolean {
  return playhead.isPlaying || (isLive && isFollowing);
}

/** The part of the state that a drawing depends on. */
export function viewOf(state: ViewState): View {
  const { width, language, informer, queue, lanes, openLane } = state;
  return { width, language, informer, queue, lanes, openLane };
}

/** What the attributes change; what a reader changed since stays unless its attribute changed. */
export function settingsChange(
  settings: Settings,
  before: Settings | undefined,
): Partial<ViewState> {
  const { lanes, speed, scale, motion, informer, queue, mode, size, panels } = settings;
  const isFigure = mode === "figure" || mode === "kiosk";
  const opened = (["table", "inspector", "queues"] as const).find((panel) =>
    panels.includes(panel),
  );
  return {
    lanes,
    scale,
    motion,
    ...(before?.informer === informer ? {} : { informer }),
    ...(before?.queue === queue ? {} : { queue }),
    hasControls: settings.controls === "full" && !isFigure,
    ...(before?.speed === speed ? {} : { speed }),
    ...(size !== undefined && before?.size !== size ? { size } : {}),
    ...(before === undefined && size === undefined && mode === "lesson" ? { size: "beat" } : {}),
    ...(before?.panels.join() === panels.join()
      ? {}
      : {
          hasNarration: panels.includes("narration"),
          hasTimeline: panels.includes("timeline"),
          hasCode: panels.includes("code"),
          ...(opened === undefined ? {} : { panel: opened }),
        }),
  };
}
