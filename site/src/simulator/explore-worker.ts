import type { TraceFile } from "@informerlab/core/trace";
import { canTrace, type Scenario, traceScenario } from "@informerlab/test";
import { type ExploreAnswer, type ExploreRequest, explore } from "./explore.ts";

self.addEventListener("message", ({ data }: MessageEvent<ExploreRequest>) => {
  void runnerOf(data.scenarios).then((run) => {
    explore(data, run, (answer: ExploreAnswer) => self.postMessage(answer));
    self.postMessage("done");
  });
});

/** As for a fork: other kinds than the usual ones load the whole server. */
async function runnerOf(
  scenarios: readonly Scenario[],
): Promise<(scenario: Scenario) => TraceFile> {
  if (scenarios.every(canTrace)) return traceScenario;
  return (await import("./trace-anything.ts")).traceAnything;
}
