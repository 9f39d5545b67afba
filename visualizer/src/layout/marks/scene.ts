import type { ObjectRef } from "@informerlab/core/trace";
import type { LaneId } from "../../model/timeline/lanes.ts";
import type { Language } from "../../model/timeline/story.ts";
import type { TraceObject } from "../../trace/trace-log.ts";
import type { GlyphKind } from "./glyph.ts";
import type { Box, Mark } from "./mark.ts";
import type { Stretch } from "./stretch.ts";

/** Where an item is drawn: a lane, or the log above them. */
export type ItemLane = LaneId | "log";

/** One thing that is about an object: a row, a token, a chip. */
export interface SceneItem {
  readonly id: string;
  readonly lane: ItemLane;
  readonly box: Box;
  /** Drawn relative to the box's corner. */
  readonly marks: readonly Mark[];
  /** Where its glyph is below the box's upper side; the middle when absent. */
  readonly heart?: number | undefined;
  /** For what changes its size on the way. */
  readonly stretch?: Stretch | undefined;
  /** The server is known to hold another version. */
  readonly isStale?: boolean | undefined;
  /** It belongs to the other future of a torn stage: nothing of this one's steps moves it. */
  readonly isOther?: boolean | undefined;
  /** A part of its lane that moves, and about no object: where the lane is folded it is left out. */
  readonly isOfLane?: boolean | undefined;
  /** What it looks like while it travels. */
  readonly glyph: GlyphKind;
  /** The record that put it here; it moves in that step. */
  readonly seq: number;
  /** The record that had put it where it came from, when the cause does not say so. */
  readonly from?: number | undefined;
  readonly key?: string | undefined;
  readonly ref?: ObjectRef | undefined;
  readonly object?: TraceObject | undefined;
  /** One line for people who cannot see it. */
  readonly label: string;
}

/** A station as drawn. */
export interface LaneScene {
  readonly id: ItemLane;
  readonly box: Box;
  readonly title: string;
  readonly count: string;
  readonly state: string;
  /** Drawn with room for its content. */
  readonly isOpen: boolean;
}

/** How wide there is room: containers from 560 px, and below. */
export type StageMode = "wide" | "narrow";

/** How lanes are arranged: for a position, or in the simplest form, cluster and copy. */
export type Arrangement = number | "overview";

/** Which lanes have room: the one where it happens most of all, those that take part, and none of the others. */
export interface StageFocus {
  readonly active: LaneId;
  /** In pipeline order; the active one among them. */
  readonly open: readonly LaneId[];
}

/** Between two arrangements of the lanes: 0 is the first, 1 the second; half-way is the one in which everything on the way has room. */
export interface Lens {
  readonly from: Arrangement;
  readonly to: Arrangement;
  readonly share: number;
  readonly via?: StageFocus | undefined;
}

/** What a reader chose to see. */
export interface View {
  /** CSS pixels. */
  readonly width: number;
  readonly language: Language;
  /** Which of several informers; the first by default. */
  readonly informer?: string | undefined;
  /** Which of several work queues; the first by default. */
  readonly queue?: string | undefined;
  /** Lanes that stay open; the others fold. All when absent. */
  readonly lanes?: readonly LaneId[] | undefined;
  /** The lane that has most room; where the step happens by default. */
  readonly openLane?: LaneId | undefined;
  /** Between two arrangements. That of the position when absent. */
  readonly lens?: Lens | undefined;
  readonly selectedItem?: string | undefined;
  readonly focusedItem?: string | undefined;
  readonly focusedLane?: ItemLane | undefined;
}

/** A drawing at rest. */
export interface Scene {
  readonly position: number;
  readonly mode: StageMode;
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly LaneScene[];
  /** Everything but the items. */
  readonly marks: readonly Mark[];
  readonly items: readonly SceneItem[];
}
