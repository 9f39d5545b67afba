import type { ForkChoice, LadderChoice, Runner } from "../../controls/runner.ts";
import { type ExplorePoint, explorePoints, type Outcome } from "../../model/readers/outcome.ts";
import type { TraceLog } from "../../trace/trace-log.ts";

/** What is explored: a fault at every moment, or every value of a number. */
export type Explored =
  | { readonly kind: "fault"; readonly choice: ForkChoice }
  | { readonly kind: "ladder"; readonly choice: LadderChoice };

/** One run of an exploration. */
export interface Probe {
  /** Where it is done, for a fault. */
  readonly point?: ExplorePoint;
  /** What is tried, for a ladder. */
  readonly name?: string;
  readonly scenario: unknown;
  outcome: Outcome | "failed" | undefined;
}

/** The runs of one exploration, filled in as they are done. */
export class ExplorationRun {
  readonly explored: Explored;
  readonly probes: readonly Probe[];
  readonly #abort = new AbortController();

  /** @param changed called after each answer, at most once a frame by the caller's choice. */
  constructor(
    explored: Explored,
    log: TraceLog,
    runner: Runner,
    informer: string | undefined,
    changed: () => void,
  ) {
    this.explored = explored;
    this.probes =
      explored.kind === "fault"
        ? faultProbes(explored.choice, log)
        : ladderProbes(explored.choice, log);
    if (this.probes.length === 0) return;
    const scenarios = this.probes.map(({ scenario }) => scenario);
    const done = (index: number, outcome: Outcome | undefined): void => {
      const probe = this.probes[index];
      if (probe === undefined || this.#abort.signal.aborted) return;
      probe.outcome = outcome ?? "failed";
      changed();
    };
    runner.explore?.(scenarios, { informer, signal: this.#abort.signal, done }).catch(() => {
      for (const probe of this.probes) probe.outcome ??= "failed";
      changed();
    });
  }

  get done(): number {
    return this.probes.filter(({ outcome }) => outcome !== undefined).length;
  }

  cancel(): void {
    this.#abort.abort();
  }
}

function faultProbes(choice: ForkChoice, log: TraceLog): readonly Probe[] {
  return explorePoints(log).map((point) => ({
    point,
    scenario: choice.apply(log.scenario, { atMs: point.atMs, seq: point.seq }),
    outcome: undefined,
  }));
}

function ladderProbes(choice: LadderChoice, log: TraceLog): readonly Probe[] {
  return choice.rungs.flatMap(({ value, name }): readonly Probe[] => {
    const scenario = choice.apply(log.scenario, value);
    return scenario === undefined ? [] : [{ name, scenario, outcome: undefined }];
  });
}
