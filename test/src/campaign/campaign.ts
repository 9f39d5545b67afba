import { randomInteger, seededRandom } from "@informerlab/core";
import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import fc from "fast-check";
import { type ScenarioArbitraryOptions, scenarioArbitrary } from "../generators/scenarios.ts";
import { invariants } from "../invariants/catalogue.ts";
import type { Invariant } from "../invariants/invariant.ts";
import { type Violation, violationsOf } from "../invariants/judge.ts";
import type { PlantedBug } from "../planted-bugs/planted-bug.ts";
import { mostTelling } from "../replay/failure-report.ts";
import { minimise } from "../replay/minimise.ts";
import { rememberedAnswers } from "../replay/remembered-answers.ts";
import { sameInAll } from "../scenario/localized-text.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type RunOptions, runScenario, type ScenarioRun } from "../simulate/run-scenario.ts";
import { canarySings } from "./canary.ts";
import { Coverage, type CoverageCounts } from "./coverage.ts";
import { hashOfRun } from "./run-hash.ts";

/** What a campaign does. The same settings give the same report, however the runs are divided. */
export interface CampaignOptions {
  readonly runs: number;
  readonly seed: number;
  /** This part of a divided campaign: `index` from 1 to `count`. @defaultValue the whole */
  readonly shard?: Shard;
  /** Looks for this planted bug; the first break of a rule that must catch it ends the campaign. */
  readonly planted?: PlantedBug;
  readonly size?: ScenarioArbitraryOptions["size"];
  /** Ends at the first rule that breaks. @defaultValue false */
  readonly untilFirst?: boolean;
  /** Told after each block of runs: how many are done. @returns true to stop. */
  readonly progress?: (runs: number, more: CampaignProgress) => boolean | undefined;
}

/** How far a campaign is, besides the number of its runs. */
export interface CampaignProgress {
  /** Different rules that broke so far. */
  readonly finds: number;
  /** Cells of trouble × state that were lit so far. */
  readonly cells: number;
  /** Number of the next run, counted over all shards from 1. */
  readonly next: number;
}

/** One part of several. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** A rule that broke, with the smallest scenario found for it. */
export interface CampaignFailure {
  /** The rule that tells most of it: one find is kept for each. */
  readonly rule: string;
  readonly scenario: Scenario;
  readonly violations: readonly Violation[];
  /** Number of the run, counted over all shards from 1: the smallest in which this rule broke. */
  readonly runs: number;
  /** Runs in which it broke. */
  readonly count: number;
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
  /** Runs made twice, and found to be the same again. */
  readonly doubleRuns: number;
  /** Virtual time that passed, milliseconds. */
  readonly virtualMs: number;
  /** A planted bug that every campaign must find was not found: its green says nothing. */
  readonly isBlind: boolean;
  /** How often each rule had something to say. */
  readonly reached: Readonly<Record<string, number>>;
  readonly coverage: CoverageCounts;
  /** One for each rule that broke, earliest first. */
  readonly failures: readonly CampaignFailure[];
}

/** Runs that share one seed of the generator; shards take whole blocks. */
const blockSize = 100;
/** Of so many runs one is made twice and must be the same again; it is drawn, so that each shard has its part. */
const doubleEach = 1000;

/** Runs random scenarios and judges them by the invariants; every rule that breaks is kept with its smallest scenario. */
export function runCampaign(options: CampaignOptions): CampaignReport {
  const { runs, seed, shard = { index: 1, count: 1 }, progress, planted } = options;
  const { untilFirst = planted !== undefined } = options;
  const campaign = new Campaign(options);
  const blocks = Math.ceil(runs / blockSize);
  for (let block = shard.index - 1; block < blocks; block += shard.count) {
    campaign.runBlock(block, Math.min(blockSize, runs - block * blockSize));
    if (untilFirst && campaign.hasFound) break;
    const next = (block + shard.count) * blockSize + 1;
    if (progress?.(campaign.runs, { ...campaign.progress, next }) === true) break;
  }
  return campaign.report(seed, planted === undefined && !canarySings());
}

/** Puts the reports of shards together; order does not matter, and the same runs give the same report. */
export function mergeCampaigns(reports: readonly CampaignReport[]): CampaignReport {
  const coverage = new Coverage();
  const reached = new Map<string, number>();
  for (const report of reports) {
    coverage.merge(report.coverage);
    for (const [id, count] of Object.entries(report.reached))
      reached.set(id, (reached.get(id) ?? 0) + count);
  }
  const sum = (pick: (report: CampaignReport) => number): number =>
    reports.reduce((total, report) => total + pick(report), 0);
  return {
    seed: reports[0]?.seed ?? 0,
    runs: sum(({ runs }) => runs),
    voidRuns: sum(({ voidRuns }) => voidRuns),
    doubleRuns: sum(({ doubleRuns }) => doubleRuns),
    virtualMs: sum(({ virtualMs }) => virtualMs),
    isBlind: reports.some(({ isBlind }) => isBlind),
    reached: sorted(reached),
    coverage: coverage.counts,
    failures: mergeFailures(reports.flatMap(({ failures }) => failures)),
  };
}

/** For each rule the find with the smallest number stays, whoever made it. */
function mergeFailures(failures: readonly CampaignFailure[]): readonly CampaignFailure[] {
  const byRule = new Map<string, CampaignFailure>();
  for (const failure of failures) {
    const other = byRule.get(failure.rule);
    if (other === undefined) {
      byRule.set(failure.rule, failure);
      continue;
    }
    const earlier = other.runs < failure.runs ? other : failure;
    byRule.set(failure.rule, { ...earlier, count: other.count + failure.count });
  }
  return [...byRule.values()].sort((a, b) => a.runs - b.runs);
}

class Campaign {
  readonly #options: CampaignOptions;
  readonly #arbitrary: fc.Arbitrary<Scenario>;
  readonly #reached = new Map<string, number>();
  readonly #coverage = new Coverage();
  readonly #found = new Map<string, CampaignFailure>();
  /** Of a planted bug only the rules that must catch it count, and no others judge while it is looked for. */
  readonly #rules: readonly Invariant[];
  #runs = 0;
  #voidRuns = 0;
  #doubleRuns = 0;
  #virtualMs = 0;

  constructor(options: CampaignOptions) {
    const { planted, size } = options;
    this.#options = options;
    this.#rules =
      planted === undefined
        ? invariants
        : invariants.filter(({ id }) => planted.caughtBy.includes(id));
    this.#arbitrary = scenarioArbitrary({
      ...(size === undefined ? {} : { size }),
      ...(planted?.queues === undefined ? {} : { queues: planted.queues }),
    }).map((scenario) =>
      planted === undefined ? scenario : { ...scenario, planted: planted.name },
    );
  }

  get hasFound(): boolean {
    return this.#found.size > 0;
  }

  get runs(): number {
    return this.#runs;
  }

  get progress(): Omit<CampaignProgress, "next"> {
    return { finds: this.#found.size, cells: this.#coverage.size };
  }

  runBlock(block: number, numRuns: number): void {
    const seed = blockSeed(this.#options.seed, block);
    for (const [index, scenario] of fc.sample(this.#arbitrary, { seed, numRuns }).entries()) {
      const number = block * blockSize + index + 1;
      const violations = this.#relevant(this.#take(scenario, number));
      const rule = mostTelling(violations, scenario)?.invariant;
      if (rule === undefined) continue;
      const known = this.#found.get(rule);
      this.#found.set(
        rule,
        known === undefined
          ? this.#shrink(rule, { scenario, number, seed, index })
          : { ...known, count: known.count + 1 },
      );
      if (this.#options.planted !== undefined || this.#options.untilFirst === true) return;
    }
  }

  report(seed: number, isBlind: boolean): CampaignReport {
    return {
      seed,
      runs: this.#runs,
      voidRuns: this.#voidRuns,
      doubleRuns: this.#doubleRuns,
      virtualMs: this.#virtualMs,
      isBlind,
      reached: sorted(this.#reached),
      coverage: this.#coverage.counts,
      failures: [...this.#found.values()].sort((a, b) => a.runs - b.runs),
    };
  }

  /** A crash, or a run that is another one the second time, is no planted bug. */
  #relevant(violations: readonly Violation[]): readonly Violation[] {
    const { planted } = this.#options;
    return planted === undefined
      ? violations
      : violations.filter(({ invariant }) => planted.caughtBy.includes(invariant));
  }

  /** Runs one scenario and notes what it was worth. */
  #take(scenario: Scenario, number: number): readonly Violation[] {
    let changes = 0;
    this.#coverage.start(scenario);
    this.#runs += 1;
    const listen = (record: TraceRecord<TraceFact>): void => {
      if (record.fact.kind === "server.committed") changes += 1;
      this.#coverage.take(record);
    };
    const run = tryRun(scenario, { invariants: this.#rules, listen });
    if (run instanceof Error) return [crashOf(run)];
    this.#virtualMs += Math.round(run.durationMs);
    if (changes < 3) this.#voidRuns += 1;
    for (const { invariant, verdict } of run.verdicts) {
      if (verdict !== "not-reached")
        this.#reached.set(invariant, (this.#reached.get(invariant) ?? 0) + 1);
    }
    const violations = violationsOf(run.verdicts);
    if (!this.#isMadeTwice(number)) return violations;
    this.#doubleRuns += 1;
    const once = hashOfRun(scenario);
    const again = hashOfRun(scenario);
    return once === again ? violations : [...violations, differentAgain];
  }

  /** Runs are numbered from 1. */
  #isMadeTwice(number: number): boolean {
    const index = number - 1;
    const first = index - (index % doubleEach);
    const drawn = seededRandom(this.#options.seed).fork(`twice/${first}`);
    return index === first + randomInteger(drawn, doubleEach);
  }

  /** While shrinking, only the same rule counts: another break would be another story. */
  #shrink(
    rule: string,
    found: {
      readonly scenario: Scenario;
      readonly number: number;
      readonly seed: number;
      readonly index: number;
    },
  ): CampaignFailure {
    const { seed, index, scenario: first, number } = found;
    const judging = invariants.filter(({ id }) => id === rule);
    const breaks = rememberedAnswers((candidate: Scenario) =>
      violationsIn(candidate, judging).some(({ invariant }) => invariant === rule),
    );
    const details = fc.check(
      fc.property(this.#arbitrary, (candidate) => !breaks(candidate)),
      { seed, path: String(index), numRuns: index + 1 },
    );
    const [shrunk] = details.counterexample ?? [];
    const scenario = shrunk === undefined ? first : minimise(shrunk, breaks);
    return {
      rule,
      scenario,
      violations: rule === differentAgain.invariant ? [differentAgain] : violationsIn(scenario),
      runs: number,
      count: 1,
      shrinks: details.numShrinks,
      operationsBefore: first.script?.length ?? 0,
      operationsAfter: scenario.script?.length ?? 0,
    };
  }
}

/**
 * What breaks when a scenario is run; an error that ends the run is a break of its own kind.
 *
 * @param judging the rules that are asked, all unless told otherwise: most of a run's time is theirs.
 */
export function violationsIn(
  scenario: Scenario,
  judging: readonly Invariant[] = invariants,
): readonly Violation[] {
  const run = tryRun(scenario, { invariants: judging });
  return run instanceof Error ? [crashOf(run)] : violationsOf(run.verdicts);
}

function tryRun(scenario: Scenario, options: RunOptions): ScenarioRun | Error {
  try {
    return runScenario(scenario, { trace: false, stacks: false, ...options });
  } catch (error) {
    return errorOf(scenario) ?? (error instanceof Error ? error : new Error(String(error)));
  }
}

/** The error that ends a run, with its stack. */
function errorOf(scenario: Scenario): Error | undefined {
  try {
    runScenario(scenario, { trace: false });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function crashOf(error: Error): Violation {
  return { invariant: "crash", seq: 0, at: 0, message: sameInAll(error.stack ?? error.message) };
}

/** The find of a run that was another one when it was made again: no rule looks for it. */
export const differentAgain: Violation = {
  invariant: "X1",
  seq: 0,
  at: 0,
  message: {
    en: "the same scenario gave another trace when it was run again",
    "zh-CN": "同一场景再跑一遍，得到的轨迹不一样",
  },
};

function blockSeed(seed: number, block: number): number {
  return randomInteger(seededRandom(seed).fork(`block/${block}`), 0x7fffffff);
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
