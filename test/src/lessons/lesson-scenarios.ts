import type { Scenario } from "../scenario/scenario.ts";
import { gone } from "./gone.ts";
import { tombstone } from "./tombstone.ts";
import { warmCache } from "./warm-cache.ts";
import { whyAQueue } from "./why-a-queue.ts";

/** The scenarios of the curriculum, by lesson. */
export const lessonScenarios: readonly Scenario[] = [warmCache, whyAQueue, tombstone, gone];
