import { formatScenario, parseScenario, type Scenario } from "@informerlab/test";
import type { Language } from "../config/languages.ts";
import { lessons } from "./lessons.ts";
import { sampleText } from "./samples.ts";
import { type NarratedRun, narratedRun } from "./story.ts";

/** A scenario to begin with. */
export interface PlaygroundExample {
  readonly id: string;
  readonly title: string;
  readonly yaml: string;
}

const sample = "scenarios/expired-watch.yaml";

const sampleTitle = {
  en: "A small scenario: a watch that expires",
  "zh-CN": "一个小场景：过期的监听",
} as const;

/** Scenarios of the playground's menu, as people write them: the small one first, then those of the lessons. */
export function playgroundExamples(language: Language): readonly PlaygroundExample[] {
  return [
    { id: "expired-watch", title: sampleTitle[language], yaml: `${sampleText(sample)}\n` },
    ...lessons.map(({ slug, scenario }) => ({
      id: slug,
      title: scenario.title?.[language] ?? slug,
      yaml: formatScenario(withoutBeats(scenario)),
    })),
  ];
}

/** What the playground shows before its script has run. */
export function firstExampleRun(): NarratedRun {
  return narratedRun(parseScenario(sampleText(sample), sample));
}

function withoutBeats({ beats: _beats, ...scenario }: Scenario): Scenario {
  return scenario;
}
