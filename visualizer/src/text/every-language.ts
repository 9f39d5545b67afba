import type { TraceFact } from "@informerlab/core/trace";
import type { Language } from "../model/timeline/story.ts";
import { addCatalogue } from "./catalogue.ts";
import { chinese } from "./chinese.ts";
import { narrate } from "./narrate.ts";
import type { Segment } from "./segment.ts";

/** Makes every language known at once, for code that cannot wait for one to be loaded. */
export function knowEveryLanguage(): void {
  addCatalogue("zh-CN", chinese);
}

/** The one sentence that tells a step, in any language. */
export function narrateIn(fact: TraceFact | undefined, language: Language): readonly Segment[] {
  knowEveryLanguage();
  return narrate(fact, language);
}
