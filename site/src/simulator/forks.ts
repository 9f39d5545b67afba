import { type Scenario, forks as scenarioForks } from "@informerlab/test";
import type { ForkChoice } from "@informerlab/visualizer";

/** A lesson ends when its story does; its forks go on for so long, which outlasts every back-off they cause. */
const sequelMs = 20_000;

/** What a reader can do to a run at the playhead, as the picture wants it. */
export const forks: readonly ForkChoice[] = scenarioForks.map((fork) => ({
  ...fork,
  apply: (scenario, { atMs }) => {
    const original = scenario as Scenario;
    const edited = fork.apply(original, { atMs });
    return original.endAtMs === undefined
      ? edited
      : { ...edited, endAtMs: Math.max(original.endAtMs, atMs + sequelMs) };
  },
}));
