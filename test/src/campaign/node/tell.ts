import { invariantById, invariants } from "../../invariants/catalogue.ts";
import { formatFailure, reportFailure } from "../../replay/failure-report.ts";
import type { Language } from "../../scenario/localized-text.ts";
import type { CampaignFailure, CampaignReport } from "../campaign.ts";
import { coverageLines } from "../coverage.ts";
import { missedGoals } from "../coverage-goals.ts";
import { breaksAgain } from "./confirm.ts";

/** Above this share of void runs a campaign is red. */
const voidShareMax = 0.02;

/** Fewer runs cannot meet the goals of coverage. */
const goalRunsMin = 5000;

/** Why a green campaign would prove little. */
export function doubtsOf({ runs, voidRuns, isBlind, coverage }: CampaignReport): readonly string[] {
  const doubts: string[] = [];
  if (isBlind) doubts.push("blind: a planted bug that every campaign finds was not found");
  if (runs >= 1000 && voidRuns > runs * voidShareMax)
    doubts.push(`${voidRuns} of ${runs} runs have hardly a write; at most 2 % may`);
  if (runs >= goalRunsMin) doubts.push(...missedGoals(coverage));
  return doubts;
}

/** What was done, and what it was worth. */
export function printSummary(report: CampaignReport): void {
  const { runs, seed, voidRuns, doubleRuns, virtualMs, coverage, reached } = report;
  if (runs === 0) {
    console.log(`seed ${seed}: no runs fall to this shard; give more --runs, or fewer shards`);
    return;
  }
  const days = (virtualMs / 86_400_000).toFixed(1);
  console.log(
    `seed ${seed}: ${runs} runs, ${voidRuns} of them with hardly a write, ${doubleRuns} made twice, ${days} virtual days`,
  );
  const untried = invariants.map(({ id }) => id).filter((id) => reached[id] === undefined);
  const tried = `${invariants.length - untried.length} of ${invariants.length} rules were tried`;
  console.log(untried.length === 0 ? tried : `${tried}; not tried: ${untried.join(", ")}`);
  const broken = report.failures.map(({ rule }) => rule);
  console.log(broken.length === 0 ? "no rule broke" : `broken: ${broken.join(", ")}`);
  const lines = coverageLines(coverage);
  if (lines.length > 0)
    console.log(["", "trouble × states of the pipeline in which it struck", ...lines].join("\n"));
}

/** How finds are told. */
export interface Telling {
  /** Where the playground is, for links. */
  readonly site: string;
  readonly language: Language;
}

/** One find: its story, its scenario, its link, a test. */
export function printFailure(failure: CampaignFailure, { site, language }: Telling): void {
  const { scenario, rule, runs, count, shrinks, operationsBefore, operationsAfter } = failure;
  const often = count === 1 ? "" : `, and in ${count - 1} more runs`;
  console.log(
    `\nfound in run ${runs}${often}; ${shrinks} steps of shrinking: ${operationsBefore} → ${operationsAfter} operations`,
  );
  const name = invariantById(rule)?.name;
  if (name !== undefined)
    console.log(`the rule is written in test/src/invariants/*/${rule.toLowerCase()}-${name}.ts`);
  console.log(
    breaksAgain(scenario, rule)
      ? "it breaks again in a fresh process; whether it did so before your changes: keep the scenario, git stash, and run it\n"
      : "it does NOT break in a fresh process: it depends on what ran before, which is a finding of its own\n",
  );
  const report = scenarioReport(scenario, language);
  if (report === undefined) {
    console.log(
      failure.violations
        .map(({ invariant, message }) => `${invariant}: ${message[language]}`)
        .join("\n"),
    );
    return;
  }
  console.log(formatFailure(report, site));
  console.log(`\n  test file\n${report.testFile.replace(/^/gm, "    ")}`);
}

function scenarioReport(
  scenario: CampaignFailure["scenario"],
  language: Language,
): ReturnType<typeof reportFailure> {
  try {
    return reportFailure(scenario, { language, pointOfNoReturn: true });
  } catch {
    // The run itself ends with an error: that error is all there is to tell.
    return undefined;
  }
}

/** The rules that broke, each once. */
export function rulesOf({ violations }: CampaignFailure): string {
  return [...new Set(violations.map(({ invariant }) => invariant))].join(" ");
}
