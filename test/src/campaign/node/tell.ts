import { invariantById, invariants } from "../../invariants/catalogue.ts";
import { formatFailure, reportFailure } from "../../replay/failure-report.ts";
import type { Language } from "../../scenario/localized-text.ts";
import type { CampaignFailure, CampaignReport } from "../campaign.ts";
import { coverageLines } from "../coverage.ts";
import { missedGoals } from "../coverage-goals.ts";
import { campaignWords } from "./campaign-words.ts";
import { breaksAgain } from "./confirm.ts";

/** Above this share of void runs a campaign is red. */
const voidShareMax = 0.02;

/** Fewer runs cannot meet the goals of coverage. */
const goalRunsMin = 5000;

/** Why a green campaign would prove little. */
export function doubtsOf(
  { runs, voidRuns, isBlind, coverage }: CampaignReport,
  language: Language,
): readonly string[] {
  const say = campaignWords[language];
  const doubts: string[] = [];
  if (isBlind) doubts.push(say.blind);
  if (runs >= 1000 && voidRuns > runs * voidShareMax) doubts.push(say.empty(voidRuns, runs));
  if (runs >= goalRunsMin) doubts.push(...missedGoals(coverage).map((goal) => goal[language]));
  return doubts;
}

/** What was done, and what it was worth. */
export function printSummary(report: CampaignReport, language: Language): void {
  const { runs, seed, voidRuns, doubleRuns, virtualMs, coverage, reached } = report;
  const say = campaignWords[language];
  if (runs === 0) {
    console.log(say.noRuns(seed));
    return;
  }
  const days = (virtualMs / 86_400_000).toFixed(1);
  console.log(say.done({ seed, runs, voidRuns, doubleRuns, days }));
  const untried = invariants.map(({ id }) => id).filter((id) => reached[id] === undefined);
  const tried = say.tried(invariants.length - untried.length, invariants.length);
  console.log(untried.length === 0 ? tried : `${tried}${say.untried(untried.join(", "))}`);
  const broken = report.failures.map(({ rule }) => rule);
  console.log(broken.length === 0 ? say.nothingBroke : say.broke(broken.join(", ")));
  const lines = coverageLines(coverage, language);
  if (lines.length > 0) console.log(["", say.coverage, ...lines].join("\n"));
}

/** How finds are told. */
export interface Telling {
  /** Where the playground is, for links. */
  readonly site: string;
  readonly language: Language;
}

/** One find: its story, its scenario, its link, a test. */
export function printFailure(failure: CampaignFailure, { site, language }: Telling): void {
  const { scenario, rule, runs: run, count, shrinks } = failure;
  const say = campaignWords[language];
  const { operationsBefore: before, operationsAfter: after } = failure;
  console.log(`\n${say.found({ run, more: count - 1, shrinks, before, after })}`);
  const name = invariantById(rule)?.name;
  if (name !== undefined)
    console.log(say.rule(`test/src/invariants/*/${rule.toLowerCase()}-${name}.ts`));
  console.log(`${breaksAgain(scenario, rule) ? say.again : say.onlyOnce}\n`);
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
  console.log(`\n  ${say.testFile}\n${report.testFile.replace(/^/gm, "    ")}`);
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
