import { permalinkFragment, type Scenario } from "@informerlab/test";
import type { Exploration, Runner, Story } from "@informerlab/visualizer";
import type { ExploreAnswer, ExploreRequest } from "./explore.ts";
import { forks } from "./forks.ts";
import { ladders } from "./ladders.ts";
import { Simulator, SimulatorError } from "./simulator.ts";

/** One worker for all pictures of a page. */
export const simulator: Simulator = new Simulator();

/** What a picture needs to offer forks. Nothing of it is loaded before the first fork. */
export function createRunner(playPath: string): Runner {
  return {
    forks,
    run: (scenario) => simulator.trace(scenario as Scenario),
    explore: exploreInWorker,
    ladders,
    permalink: (scenario, step) => linkTo(playPath, scenario as Scenario, step),
    withQueue: (scenario, queue) => ({
      ...(scenario as Scenario),
      informers: (scenario as Scenario).informers.map((informer) => ({ ...informer, queue })),
    }),
  };
}

/** A worker of its own, so that an exploration that is not wanted any more ends at once. */
function exploreInWorker(
  scenarios: readonly unknown[],
  { informer, signal, done }: Exploration,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./explore-worker.ts", import.meta.url), { type: "module" });
    const end = (): void => {
      worker.terminate();
      resolve();
    };
    signal.addEventListener("abort", end, { once: true });
    const fail = (reason: string): void => {
      worker.terminate();
      reject(new SimulatorError(`the exploration did not load or broke: ${reason}`));
    };
    worker.addEventListener(
      "message",
      ({ data }: MessageEvent<ExploreAnswer | "done" | "failed">) => {
        if (data === "done") end();
        else if (data === "failed") fail("no server for its kinds");
        else done(data.index, data.outcome);
      },
    );
    worker.addEventListener("error", ({ message }) => fail(message));
    worker.postMessage({
      scenarios: scenarios as readonly Scenario[],
      informer,
    } satisfies ExploreRequest);
  });
}

/** The address of the playground with a scenario at a step. */
export function linkTo(playPath: string, scenario: Scenario, step?: number): string {
  const content = step === undefined ? { scenario } : { scenario, step };
  return `${new URL(playPath, location.href).href.split("#")[0]}#${permalinkFragment(content)}`;
}

/** After the reader has chosen another queue: the lesson as it is told with that one, at the same story point. */
export function tellWithQueue(
  picture: HTMLElementTagNameMap["informer-visualizer"],
  stories: Readonly<Record<string, Story>>,
  event: Event,
): void {
  const { queue, beat } = (event as CustomEvent<{ queue: string; beat: string | undefined }>)
    .detail;
  const story = stories[queue];
  if (story === undefined) return;
  picture.story = story;
  if (beat !== undefined && story.beats.some(({ id }) => id === beat)) picture.seek({ beat });
}
