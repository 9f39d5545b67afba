import type { Mark } from "../layout/marks/mark.ts";
import type { Scene, View } from "../layout/marks/scene.ts";
import { type TornPair, tornSceneOf } from "../layout/stage/torn.ts";
import { type Futures, futureMarks } from "../layout/timeline/braid.ts";
import type { TimelinePlaces } from "../layout/timeline/timeline-layout.ts";
import { type Comparison, compareTimelines } from "../model/runs/compare.ts";
import { rebindStory, samePlace } from "../model/runs/rebind.ts";
import type { Language, Story } from "../model/timeline/story.ts";
import type { Timeline } from "../model/timeline/timeline.ts";
import { differenceText } from "../text/panels/difference-text.ts";
import type { Branch, NewFuture } from "./branch.ts";
import { type MeetingPoints, meetingPoints, type SeenFutures } from "./meeting-points.ts";
import { newFuture } from "./new-future.ts";
import type { ForkChoice, Runner } from "./runner.ts";

/** What only a second run needs. */
export interface ForkKit {
  newFuture(
    origin: Branch,
    runner: Runner,
    choice: ForkChoice,
    position: number,
  ): Promise<NewFuture>;
  compareTimelines(left: Timeline, right: Timeline): Comparison;
  meetingPoints(futures: SeenFutures): MeetingPoints;
  futureMarks(places: TimelinePlaces, futures: Futures): readonly Mark[];
  tornSceneOf(pair: TornPair, view: View): Scene;
  differenceText(comparison: Comparison, language: Language): string;
  rebindStory(story: Story, from: Timeline, to: Timeline): Story;
  samePlace(from: Timeline, to: Timeline, position: number): number;
}

/** One chunk of everything that a second run needs. */
export const forkParts: ForkKit = {
  newFuture,
  compareTimelines,
  meetingPoints,
  futureMarks,
  tornSceneOf,
  differenceText,
  rebindStory,
  samePlace,
};
