import type { Scene, View } from "../layout/scene.ts";
import type { TornPair } from "../layout/torn.ts";
import type { Comparison } from "../model/compare.ts";
import type { Language, LocalizedText, Story } from "../model/story.ts";
import type { Timeline } from "../model/timeline.ts";

/** What only two futures need. */
export interface ForkKit {
  tornSceneOf(pair: TornPair, view: View): Scene;
  differenceText(comparison: Comparison, language: Language): string;
  forkStory(original: Timeline, fork: Timeline, name: LocalizedText): Story;
}

let loaded: ForkKit | undefined;

/** Brings it in: when a page is idle, or with the first fork. */
export async function loadForkKit(): Promise<ForkKit> {
  loaded ??= (await import("./fork-parts.ts")).forkParts;
  return loaded;
}

/**
 * For whoever draws two futures: there are none before it has been loaded.
 *
 * @throws Error when there is no fork yet.
 */
export function forkKit(): ForkKit {
  if (loaded === undefined) throw new Error("nothing has been forked");
  return loaded;
}
