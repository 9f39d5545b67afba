import type { TraceFile } from "@informerlab/core/trace";
import { canTrace, type Scenario, traceScenario } from "@informerlab/test";
import { type ExploreAnswer, type ExploreRequest, explore } from "./explore.ts";

self.addEventListener("message", ({ data }: MessageEvent<ExploreRequest>) => {
  const tell = (answer: ExploreAnswer | "done" | "failed"): void => self.postMessage(answer);
  runnerOf(data.scenarios).then(
    (run) => {
      explore(data, run, tell);
      tell("done");
    },
    () => tell("failed"),
  );
});

/** As for a fork: other kinds than the usual ones load the whole server. */
async function runnerOf(
  scenarios: readonly Scenario[],
): Promise<(scenario: Scenario) => TraceFile> {
  if (scenarios.every(canTrace)) return traceScenario;
  return (await import("./trace-anything.ts")).traceAnything;
}
