import type { TraceFile } from "@informerlab/core/trace";
import type { Scenario } from "@informerlab/test";
import { type Outcome, outcomeOf } from "@informerlab/visualizer";

/** What a page asks its exploring worker. */
export interface ExploreRequest {
  readonly scenarios: readonly Scenario[];
  readonly informer?: string | undefined;
}

/** One run is done; without an outcome, it could not be run. */
export interface ExploreAnswer {
  readonly index: number;
  readonly outcome?: Outcome;
}

/** Runs every scenario and says what came of it. The middle first, then the gaps: a strip gets its shape early. */
export function explore(
  { scenarios, informer }: ExploreRequest,
  run: (scenario: Scenario) => TraceFile,
  tell: (answer: ExploreAnswer) => void,
): void {
  for (const index of coarseFirst(scenarios.length)) {
    const scenario = scenarios[index];
    if (scenario === undefined) continue;
    try {
      tell({ index, outcome: outcomeOf(run(scenario), informer) });
    } catch {
      tell({ index });
    }
  }
}

/** Every number below `length` once: each eighth, then the halves between those, and so on. */
export function coarseFirst(length: number): readonly number[] {
  const order = new Set<number>();
  for (let stride = 8; stride >= 1; stride /= 2) {
    for (let index = 0; index < length; index += stride) order.add(index);
  }
  return [...order];
}
