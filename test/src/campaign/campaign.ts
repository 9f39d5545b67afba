import { randomInteger, seededRandom } from "@informerlab/core";
import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import fc from "fast-check";
import { type ScenarioArbitraryOptions, scenarioArbitrary } from "../generators/scenarios.ts";
import { type Violation, violationsOf } from "../invariants/judge.ts";
import type { PlantedBug } from "../planted-bugs/planted-bug.ts";
import { minimise } from "../replay/minimise.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { runScenario, type ScenarioRun } from "../simulate/run-scenario.ts";
import { Coverage, type CoverageCounts } from "./coverage.ts";

/** What a campaign does. The same settings give the same runs, however they are divided. */
export interface CampaignOptions {
  readonly runs: number;
  readonly seed: number;
  /** This part of a divided campaign: `index` from 1 to `count`. @defaultValue the whole */
  readonly shard?: Shard;
  /** Looks for this planted bug; the first break of a rule that must catch it ends the campaign. */
  readonly planted?: PlantedBug;
  readonly size?: ScenarioArbitraryOptions["size"];
  /** Told after each block of runs. @returns true to stop. */
  readonly progress?: (runs: number) => boolean | undefined;
}

/** One part of several. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** A rule that broke, with the smallest scenario found for it. */
export interface CampaignFailure {
  readonly scenario: Scenario;
  readonly violations: readonly Violation[];
  /** Runs until it was found, this one included. */
  readonly runs: number;
  /** Steps of shrinking that succeeded. */
  readonly shrinks: number;
  /** Operations of the script before and after. */
  readonly operationsBefore: number;
  readonly operationsAfter: number;
}

/** What came of a campaign, or of a shard: reports merge by {@link mergeCampaigns}. */
export interface CampaignReport {
  readonly seed: number;
  readonly runs: number;
  /** Runs with fewer than three writes, those before the start included: they prove little. */
  readonly voidRuns: number;
  /** Virtual time that passed, milliseconds. */
  readonly virtualMs: number;
  /** How often each rule had something to say. */
  readonly reached: Readonly<Record<string, number>>;
  readonly coverage: CoverageCounts;
  readonly failures: readonly CampaignFailure[];
}

/** Runs that share one seed of the generator; shards take whole blocks. */
const blockSize = 100;

/** Runs random scenarios and judges them by the invariants, until a rule breaks or the runs are done. */
export function runCampaign(options: CampaignOptions): CampaignReport {
  const { runs, seed, shard = { index: 1, count: 1 }, progress } = options;
  const tally = new Tally();
  const failures: CampaignFailure[] = [];
  const blocks = Math.ceil(runs / blockSize);
  for (let block = shard.index - 1; block < blocks; block += shard.count) {
    const count = Math.min(blockSize, runs - block * blockSize);
    const failure = runBlock(options, blockSeed(seed, block), count, tally);
    if (failure !== undefined) failures.push(failure);
    if (progress?.(tally.runs) === true || failures.length > 0) break;
  }
  return { seed, failures, ...tally.report() };
}

/** Puts the reports of shards together; order does not matter. */
export function mergeCampaigns(reports: readonly CampaignReport[]): CampaignReport {
  const coverage = new Coverage();
  const reached: Record<string, number> = {};
  for (const report of reports) {
    coverage.merge(report.coverage);
    for (const [id, count] of Object.entries(report.reached))
      reached[id] = (reached[id] ?? 0) + count;
  }
  const sum = (pick: (report: CampaignReport) => number): number =>
    reports.reduce((total, report) => total + pick(report), 0);
  return {
    seed: reports[0]?.seed ?? 0,
    runs: sum(({ runs }) => runs),
    voidRuns: sum(({ voidRuns }) => voidRuns),
    virtualMs: sum(({ virtualMs }) => virtualMs),
    reached,
    coverage: coverage.counts,
    failures: reports
      .flatMap(({ failures }) => failures)
      .sort((a, b) => a.operationsAfter - b.operationsAfter || a.runs - b.runs),
  };
}

class Tally {
  runs = 0;
  #voidRuns = 0;
  #virtualMs = 0;
  readonly #reached = new Map<string, number>();
  readonly #coverage = new Coverage();

  /** Runs one scenario and notes what it was worth. */
  take(scenario: Scenario): readonly Violation[] {
    let changes = 0;
    this.#coverage.start();
    this.runs += 1;
    const run = tryRun(scenario, (record) => {
      if (record.fact.kind === "server.committed") changes += 1;
      this.#coverage.take(record);
    });
    if (run instanceof Error) return [crashOf(run)];
    this.#virtualMs += run.durationMs;
    if (changes < 3) this.#voidRuns += 1;
    for (const { invariant, verdict } of run.verdicts) {
      if (verdict !== "not-reached")
        this.#reached.set(invariant, (this.#reached.get(invariant) ?? 0) + 1);
    }
    return violationsOf(run.verdicts);
  }

  report(): Omit<CampaignReport, "seed" | "failures"> {
    return {
      runs: this.runs,
      voidRuns: this.#voidRuns,
      virtualMs: this.#virtualMs,
      reached: Object.fromEntries(this.#reached),
      coverage: this.#coverage.counts,
    };
  }
}

function runBlock(
  { planted, size }: CampaignOptions,
  seed: number,
  numRuns: number,
  tally: Tally,
): CampaignFailure | undefined {
  const arbitrary = scenarioArbitrary({
    ...(size === undefined ? {} : { size }),
    ...(planted?.queues === undefined ? {} : { queues: planted.queues }),
  }).map((scenario) => (planted === undefined ? scenario : { ...scenario, planted: planted.name }));
  const relevant = (violations: readonly Violation[]): readonly Violation[] =>
    planted === undefined
      ? violations
      : violations.filter(({ invariant }) => planted.caughtBy.includes(invariant));
  let first:
    | { readonly runs: number; readonly rule: string; readonly scenario: Scenario }
    | undefined;
  const details = fc.check(
    fc.property(arbitrary, (scenario) => {
      if (first === undefined) {
        const [violation] = relevant(tally.take(scenario));
        if (violation !== undefined)
          first = { runs: tally.runs, rule: violation.invariant, scenario };
        return violation === undefined;
      }
      // While shrinking, only the same rule counts: another break would be another story.
      const { rule } = first;
      return !violationsIn(scenario).some(({ invariant }) => invariant === rule);
    }),
    { seed, numRuns },
  );
  const [shrunk] = details.counterexample ?? [];
  if (shrunk === undefined || first === undefined) return undefined;
  const { rule } = first;
  const scenario = minimise(shrunk, (candidate) =>
    violationsIn(candidate).some(({ invariant }) => invariant === rule),
  );
  return {
    scenario,
    violations: violationsIn(scenario),
    runs: first.runs,
    shrinks: details.numShrinks,
    operationsBefore: first.scenario.script?.length ?? 0,
    operationsAfter: scenario.script?.length ?? 0,
  };
}

/** What breaks when a scenario is run; an error that ends the run is a break of its own kind. */
export function violationsIn(scenario: Scenario): readonly Violation[] {
  const run = tryRun(scenario);
  return run instanceof Error ? [crashOf(run)] : violationsOf(run.verdicts);
}

function tryRun(
  scenario: Scenario,
  listen?: (record: TraceRecord<TraceFact>) => void,
): ScenarioRun | Error {
  try {
    return runScenario(scenario, { trace: false, ...(listen === undefined ? {} : { listen }) });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function crashOf(error: Error): Violation {
  return { invariant: "crash", seq: 0, at: 0, message: error.stack ?? error.message };
}

function blockSeed(seed: number, block: number): number {
  return randomInteger(seededRandom(seed).fork(`block/${block}`), 0x7fffffff);
}
