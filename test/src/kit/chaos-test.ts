import { seededRandom } from "@informerlab/core";
import type { TraceFact, TraceFile, TraceRecord } from "@informerlab/core/trace";
import fc from "fast-check";
import { ChaosError } from "./chaos-error.ts";
import { checkOptions, seedOf } from "./check-options.ts";
import { type ChaosOptions, type ControllerUnderTest, processesOf, rulesOf } from "./controller.ts";
import { aimedPlan } from "./plan/aim.ts";
import { minimisePlan, shrinkingRunsMax } from "./plan/minimise-plan.ts";
import type { ChaosPlan } from "./plan/plan.ts";
import { planArbitrary } from "./plan/plan-arbitrary.ts";
import { parsePlan } from "./plan/plan-text.ts";
import { watchTest } from "./run/abandoned.ts";
import { type ChaosRun, stepsMax } from "./run/chaos-world.ts";
import { livesApart } from "./run/lives-apart.ts";
import { runPlan } from "./run/run-plan.ts";
import { tryTest } from "./try-test.ts";
import { isSame, type Recorded, unrepeatable } from "./unrepeatable.ts";

/** What came of a campaign in which every rule held. */
export interface ChaosReport {
  readonly runs: number;
  readonly seed: number;
  /** Writes that the server has done, all runs together. */
  readonly commits: number;
  /** How often each kind of trouble struck. */
  readonly struck: Readonly<Record<string, number>>;
  /** In how many runs each `sometimes` rule came true. */
  readonly sometimes: Readonly<Record<string, number>>;
}

const runsDefault = 200;
/** Steps that shrinking may take, all its runs together: a failure in long runs is told less small. */
const shrinkingStepsMax = 150_000;
/** How much dearer a step is where the host's event loop has to turn. */
const realIoFactor = 5;
/** By how much sooner a run is taken for an endless one while it shrinks. */
const endlessSooner = 10;
/** One run in so many is done twice and compared. */
const twiceEvery = 50;

/**
 * Tests controllers by chaos: random users, faults on every way, crashes at any position, in virtual time. The first
 * plan under which a rule breaks is made as small as it gets, and told.
 *
 * @returns what was reached, when every rule held.
 * @throws ChaosError for a rule that broke, with story, plan, test file and trace.
 * @throws TypeError for options that make no test.
 */
export async function chaosTest(
  controllers: ControllerUnderTest | readonly ControllerUnderTest[],
  options: ChaosOptions,
): Promise<ChaosReport> {
  const tested = listOf(controllers);
  checkOptions(tested, options);
  tryTest(options);
  const campaign = new Campaign(tested, options);
  return campaign.run();
}

/** A plan's run, with all that was reported in it. */
export interface ReplayedRun extends ChaosRun {
  /** Written by `writeTraceFile`, the playground opens it. */
  readonly trace: TraceFile;
}

/**
 * Runs one plan with the controllers, as `chaosTest` printed it.
 *
 * @throws ChaosError when a rule breaks.
 * @throws ScenarioError for text that is no plan.
 */
export async function replayChaos(
  controllers: ControllerUnderTest | readonly ControllerUnderTest[],
  options: ChaosOptions,
  plan: ChaosPlan | string,
): Promise<ReplayedRun> {
  const tested = listOf(controllers);
  checkOptions(tested, options);
  const read = typeof plan === "string" ? parsePlan(plan) : plan;
  checkProcesses(tested, read);
  const records: TraceRecord<TraceFact>[] = [];
  const run = await runPlan(tested, options, read, (record) => records.push(record));
  const { failure, uses, startAt, setUpSeq } = run;
  if (failure === undefined)
    return { ...run, trace: { version: 1, records: livesApart(records, read.processes) } };
  throw new ChaosError({
    failure,
    plan: read,
    records,
    startAt,
    setUpSeq,
    options,
    uses,
    found: { en: "a replayed plan", "zh-CN": "重跑一份计划" },
  });
}

/** The first plan under which a rule broke. */
interface FoundPlan {
  readonly plan: ChaosPlan;
  readonly run: number;
  readonly rule: string;
}

class Campaign {
  readonly #controllers: readonly ControllerUnderTest[];
  readonly #options: ChaosOptions;
  readonly #seed: number;
  readonly #runs: number;
  readonly #isAbandoned: () => boolean;
  readonly #struck = new Map<string, number>();
  readonly #sometimes = new Map<string, number>();
  #commits = 0;
  #done = 0;

  constructor(controllers: readonly ControllerUnderTest[], options: ChaosOptions) {
    const { runs = runsDefault } = options;
    this.#controllers = controllers;
    this.#options = options;
    this.#seed = seedOf(options);
    this.#runs = runs;
    this.#isAbandoned = watchTest(options.signal);
    for (const rule of rulesOf(options))
      if (rule.kind === "sometimes") this.#sometimes.set(rule.name, 0);
  }

  async run(): Promise<ChaosReport> {
    const names = processesOf(this.#controllers).map(({ name }) => name);
    const property = fc.asyncProperty(planArbitrary(this.#options, names), (plan) =>
      this.#passes(plan),
    );
    const seed = Math.floor(seededRandom(this.#seed).next() * 0x7fffffff);
    await fc.check(property, {
      seed,
      numRuns: this.#runs,
      // Small numbers first would mean runs without trouble first.
      unbiased: true,
      // A plan is made small by leaving out operations: in a tenth of the runs that smaller numbers take.
      endOnFailure: true,
    });
    if (this.#accident !== undefined) throw this.#accident;
    if (this.#first !== undefined) throw await this.#tell(this.#first);
    const missed = [...this.#sometimes].filter(([, count]) => count === 0).map(([name]) => name);
    if (missed.length > 0) {
      throw new Error(
        `never came true in ${this.#runs} runs: ${missed.join("; ")}: the runs do not reach what they are to test; give users more to do, or more runs`,
      );
    }
    return {
      runs: this.#runs,
      seed: this.#seed,
      commits: this.#commits,
      struck: Object.fromEntries([...this.#struck].sort(([a], [b]) => (a < b ? -1 : 1))),
      sometimes: Object.fromEntries(this.#sometimes),
    };
  }

  #shrinkingSteps = 0;
  /** One that never comes to rest is known for it much earlier while it shrinks. */
  #shrinkingRunMax = stepsMax;
  #accident: unknown;
  /** The rule that it broke decides what shrinking keeps. */
  #first: FoundPlan | undefined;

  /** The plan, and the same aimed at what the controllers did in it. As {@link #holds}; what keeps a run from being one ends the campaign instead of being shrunk. */
  async #passes(plan: ChaosPlan): Promise<boolean> {
    if (this.#accident !== undefined || this.#done >= this.#runs) return true;
    try {
      if (this.#isAbandoned())
        throw new Error(
          `the test that began this campaign was over before its run ${this.#done + 1}`,
        );
      const run = await this.#holds(plan);
      if (run === undefined) return false;
      const aimed =
        this.#done < this.#runs ? aimedPlan(plan, run.moments, this.#options) : undefined;
      return aimed === undefined || (await this.#holds(aimed)) !== undefined;
    } catch (error) {
      this.#accident = error;
      return false;
    }
  }

  /** The run of a plan in which every rule holds; undefined for one in which a rule breaks. */
  async #holds(plan: ChaosPlan): Promise<ChaosRun | undefined> {
    this.#done += 1;
    const isTwice = this.#done % twiceEvery === 1 && this.#options.realIo !== true;
    const recorded = await this.#record(plan, isTwice);
    const { run } = recorded;
    const isEndless = run.steps >= stepsMax;
    if (isTwice && !isEndless) {
      const again = await this.#record(plan, true);
      if (!isSame(recorded, again)) throw unrepeatable(plan, recorded, again);
    }
    const { failure } = run;
    if (failure !== undefined) {
      this.#first = { plan, run: this.#done, rule: failure.rule };
      if (isEndless) this.#shrinkingRunMax = stepsMax / endlessSooner;
      return undefined;
    }
    this.#commits += run.commits.length;
    for (const [what, count] of run.struck)
      this.#struck.set(what, (this.#struck.get(what) ?? 0) + count);
    for (const name of run.sometimes)
      this.#sometimes.set(name, (this.#sometimes.get(name) ?? 0) + 1);
    return run;
  }

  /** True when the plan shows the failure that is being shrunk; false, too, when enough was tried. */
  async #fails(plan: ChaosPlan): Promise<boolean> {
    if (this.#shrinkingSteps > shrinkingStepsMax || this.#isAbandoned()) return false;
    const { failure, steps } = await runPlan(
      this.#controllers,
      this.#options,
      plan,
      undefined,
      this.#shrinkingRunMax,
    );
    this.#shrinkingSteps += this.#options.realIo === true ? steps * realIoFactor : steps;
    return failure !== undefined && failure.rule === this.#first?.rule;
  }

  async #record(plan: ChaosPlan, keeps: boolean): Promise<Recorded> {
    const records: TraceRecord<TraceFact>[] = [];
    const listen = (record: TraceRecord<TraceFact>): void => void records.push(record);
    const run = await runPlan(this.#controllers, this.#options, plan, ...(keeps ? [listen] : []));
    return { run, records };
  }

  async #tell(first: FoundPlan): Promise<Error> {
    const { plan: smallest, runs } = await minimisePlan(first.plan, (each) => this.#fails(each));
    const told = { plan: smallest, ...(await this.#record(smallest, true)) };
    // What looked endless while it shrank may end after all.
    const isLost = told.run.failure === undefined && this.#shrinkingRunMax < stepsMax;
    const { plan, ...last } = isLost
      ? { plan: first.plan, ...(await this.#record(first.plan, true)) }
      : told;
    const { failure, startAt, setUpSeq, uses } = last.run;
    if (failure === undefined) return unrepeatable(plan, last);
    const { records } = last;
    const from = first.plan.script?.length ?? 0;
    const to = plan.script?.length ?? 0;
    const isAtItsEnd = runs >= shrinkingRunsMax || this.#shrinkingSteps > shrinkingStepsMax;
    const how = {
      en: `found in run ${first.run} of seed ${this.#seed}, shrunk from ${from} operations to ${to} in ${runs} runs${isAtItsEnd ? ", as many as shrinking may take" : ""}`,
      "zh-CN": `种子 ${this.#seed} 的第 ${first.run} 次运行，操作由 ${from} 个缩小到 ${to} 个，用了 ${runs} 次运行${isAtItsEnd ? "，这是缩小的上限" : ""}`,
    };
    return new ChaosError({
      ...{ failure, plan, records, startAt, setUpSeq, uses },
      options: this.#options,
      found: how,
    });
  }
}

function listOf(
  controllers: ControllerUnderTest | readonly ControllerUnderTest[],
): readonly ControllerUnderTest[] {
  return Array.isArray(controllers) ? controllers : [controllers as ControllerUnderTest];
}

function checkProcesses(controllers: readonly ControllerUnderTest[], plan: ChaosPlan): void {
  const names = processesOf(controllers).map(({ name }) => name);
  const unknown = plan.processes.filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  throw new TypeError(
    `the plan is for ${plan.processes.join(", ")}; these controllers run as ${names.join(", ")}`,
  );
}
