import type { Settings } from "../controls/attributes.ts";
import type { Branches } from "../controls/branches.ts";
import type { Runner } from "../controls/runner.ts";
import type { TimelineScale } from "../controls/timeline-scale.ts";
import type { ItemLane, View } from "../layout/scene.ts";
import type { LaneId } from "../model/lanes.ts";
import type { Language } from "../model/story.ts";
import type { StepSize } from "../model/timeline.ts";

/** What the component is showing instead of, or beside, a trace. */
export type Status =
  | { readonly kind: "empty" }
  | { readonly kind: "loading" }
  | { readonly kind: "broken"; readonly message: string }
  | { readonly kind: "shown" };

/** Everything that a reader or a page can change, but the playhead. */
export interface AppState {
  status: Status;
  branches: Branches | undefined;
  runner: Runner | undefined;
  language: Language;
  size: StepSize;
  speed: number;
  scale: TimelineScale;
  motion: "auto" | "full" | "reduced";
  width: number;
  lanes: readonly LaneId[] | undefined;
  informer: string | undefined;
  queue: string | undefined;
  openLane: LaneId | undefined;
  focusedLane: ItemLane | undefined;
  selectedItem: string | undefined;
  selectedKey: string | undefined;
  focusedItem: string | undefined;
  panel: "none" | "inspector" | "table";
  hasNarration: boolean;
  hasTimeline: boolean;
  hasControls: boolean;
  bookmarks: readonly number[];
  notice: string;
  isLive: boolean;
  isFollowing: boolean;
}

export function createState(): AppState {
  return {
    status: { kind: "empty" },
    branches: undefined,
    runner: undefined,
    language: "en",
    size: "hop",
    speed: 1,
    scale: "event",
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
    panel: "none",
    hasNarration: true,
    hasTimeline: true,
    hasControls: true,
    bookmarks: [],
    notice: "",
    isLive: false,
    isFollowing: false,
  };
}

/** The part of the state that a drawing depends on. */
export function viewOf(state: AppState): View {
  return {
    width: state.width,
    language: state.language,
    informer: state.informer,
    queue: state.queue,
    lanes: state.lanes,
    openLane: state.openLane,
  };
}

/** Takes over what the attributes say; what a reader changed since stays unless its attribute changed. */
export function applySettings(
  state: AppState,
  settings: Settings,
  before: Settings | undefined,
): void {
  const { lanes, speed, scale, motion, informer, queue, mode, size, panels } = settings;
  const isFigure = mode === "figure" || mode === "kiosk";
  Object.assign(state, { lanes, scale, motion, informer, queue });
  if (before?.speed !== speed) state.speed = speed;
  state.hasControls = settings.controls === "full" && !isFigure;
  if (size !== undefined && before?.size !== size) state.size = size;
  if (before === undefined && size === undefined && mode === "lesson") state.size = "beat";
  if (before?.panels.join() !== panels.join()) {
    state.hasNarration = panels.includes("narration");
    state.hasTimeline = panels.includes("timeline");
    if (panels.includes("inspector")) state.panel = "inspector";
    if (panels.includes("table")) state.panel = "table";
  }
}
