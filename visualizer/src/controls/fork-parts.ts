import type { Scene, View } from "../layout/scene.ts";
import { type TornPair, tornSceneOf } from "../layout/torn.ts";
import type { Comparison } from "../model/compare.ts";
import type { Language, LocalizedText, Story } from "../model/story.ts";
import type { Timeline } from "../model/timeline.ts";
import { differenceText } from "../text/difference-text.ts";
import { forkStory } from "../text/fork-story.ts";

/** What only two futures need. */
export interface ForkKit {
  tornSceneOf(pair: TornPair, view: View): Scene;
  differenceText(comparison: Comparison, language: Language): string;
  forkStory(original: Timeline, fork: Timeline, name: LocalizedText): Story;
}

/** One chunk of everything that two futures need. */
export const forkParts: ForkKit = { tornSceneOf, differenceText, forkStory };
