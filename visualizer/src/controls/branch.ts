import type { LocalizedText } from "../model/timeline/story.ts";
import type { Timeline } from "../model/timeline/timeline.ts";

/** One future of a run. */
export interface Branch {
  readonly id: string;
  readonly label: LocalizedText;
  readonly timeline: Timeline;
  /** The branch it was forked from, and where; absent for the original. */
  readonly forked?: { readonly from: string; readonly position: number };
}

/** A future that has no place among the others yet. */
export type NewFuture = Pick<Branch, "label" | "timeline">;
