import { tornSceneOf } from "../layout/torn.ts";
import { differenceText } from "../text/difference-text.ts";
import { forkStory } from "../text/fork-story.ts";
import type { ForkKit } from "./fork-kit.ts";

/** One chunk of everything that two futures need. */
export const forkParts: ForkKit = { tornSceneOf, differenceText, forkStory };
