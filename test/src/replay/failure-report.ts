import { invariantById } from "../invariants/catalogue.ts";
import { type Violation, violationsOf } from "../invariants/judge.ts";
import { plantedBugByName } from "../planted-bugs/catalogue.ts";
import type { Language } from "../scenario/localized-text.ts";
import { permalinkFragment, playgroundOf } from "../scenario/permalink.ts";
import { formatScenario } from "../scenario/read-scenario.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { runScenario } from "../simulate/run-scenario.ts";
import { type PointOfNoReturn, pointOfNoReturn } from "./point-of-no-return.ts";
import { causalStory } from "./story/causal-story.ts";

/** A counterexample, told in every form that somebody may want it in. */
export interface FailureReport {
  readonly scenario: Scenario;
  /** Everything that broke, earliest first. */
  readonly violations: readonly Violation[];
  /** The rule to look at first. */
  readonly violation: Violation;
  /** What led to it, oldest first, one line each. */
  readonly story: readonly string[];
  /** From where on it was inevitable, where that was asked for. */
  readonly pointOfNoReturn?: PointOfNoReturn;
  readonly language: Language;
  readonly yaml: string;
  /** Fragment of the link that opens it at the failing step. */
  readonly fragment: string;
  /** A test file for vitest. */
  readonly testFile: string;
}

/** How a failure is told. */
export interface ReportOptions {
  /** @defaultValue "en" */
  readonly language?: Language;
  /** Looks for the point of no return, which takes about a hundred runs. @defaultValue false */
  readonly pointOfNoReturn?: boolean;
}

/**
 * Runs a scenario again and tells its failure.
 *
 * @returns undefined when no rule breaks.
 */
export function reportFailure(
  scenario: Scenario,
  { language = "en", pointOfNoReturn: isPointWanted = false }: ReportOptions = {},
): FailureReport | undefined {
  const { verdicts, trace } = runScenario(scenario);
  const violations = violationsOf(verdicts);
  const violation = mostTelling(violations, scenario);
  if (violation === undefined) return undefined;
  const yaml = formatScenario(scenario);
  const point = isPointWanted ? pointOfNoReturn(scenario, violation.invariant) : undefined;
  return {
    scenario,
    violations,
    violation,
    story: causalStory(trace.records, violation, language),
    ...(point === undefined ? {} : { pointOfNoReturn: point }),
    language,
    yaml,
    fragment: permalinkFragment({ scenario, step: violation.seq }),
    testFile: testFileOf(violation, yaml, language),
  };
}

/**
 * The violation to look at first: the earliest that says what went wrong; that facts and things differ (J) says only
 * that they do. Of a planted bug, a rule that must catch it.
 */
export function mostTelling(
  violations: readonly Violation[],
  { planted }: Scenario,
): Violation | undefined {
  const caughtBy = (planted === undefined ? undefined : plantedBugByName(planted))?.caughtBy ?? [];
  return (
    violations.find(({ invariant }) => caughtBy.includes(invariant)) ??
    violations.find(({ invariant }) => !invariant.startsWith("J")) ??
    violations[0]
  );
}

const phrases = {
  en: {
    alsoBroken: "also broken: ",
    story: "story",
    therefore: "therefore: ",
    scenario: "scenario",
    open: "open    ",
    foundAs: "Found as: ",
    inevitable: (at: string, tried: number) =>
      `inevitable from ${at} on: the rule breaks in each of ${tried} other ways on`,
    before: (escapes: number, tried: number) =>
      `; a fact earlier it holds in ${escapes} of ${tried}`,
  },
  "zh-CN": {
    alsoBroken: "同时被打破：",
    story: "经过",
    therefore: "因此：",
    scenario: "场景",
    open: "打开    ",
    foundAs: "当时的发现：",
    inevitable: (at: string, tried: number) =>
      `从 ${at} 起已无法避免：换 ${tried} 种走法，规则都被打破`,
    before: (escapes: number, tried: number) =>
      `；早一条记录，${tried} 种走法里有 ${escapes} 种守得住`,
  },
} as const;

/** The report as text for a terminal. `site` is where the playground is: `http://localhost:4321`. */
export function formatFailure(report: FailureReport, site: string): string {
  const { violation, violations, story, yaml, fragment, language, pointOfNoReturn: point } = report;
  const say = phrases[language];
  const others = violations
    .map(({ invariant }) => invariant)
    .filter((invariant) => invariant !== violation.invariant);
  const lines = [
    `✗ ${violation.invariant} ${invariantById(violation.invariant)?.title[language] ?? ""}`,
    `  ${violation.message[language]}`,
    ...(others.length === 0 ? [] : [`  ${say.alsoBroken}${others.join(", ")}`]),
    "",
    `  ${say.story}`,
    ...story.map((line) => `    ${line}`),
    `    ${say.therefore}${violation.message[language]}`,
    ...(point === undefined ? [] : ["", `  ${inevitability(point, language)}`]),
    "",
    `  ${say.scenario}`,
    ...yaml
      .trimEnd()
      .split("\n")
      .map((line) => `    ${line}`),
    "",
    `  ${say.open}${playgroundOf(site, language)}#${fragment}`,
  ];
  return lines.join("\n");
}

function inevitability(
  { atMs, record, tried, escapesBefore }: PointOfNoReturn,
  language: Language,
): string {
  const { inevitable, before } = phrases[language];
  const from = inevitable(`${(atMs / 1000).toFixed(3)}s #${record.seq}`, tried);
  return escapesBefore === undefined ? from : `${from}${before(escapesBefore, tried)}`;
}

function testFileOf({ invariant, message }: Violation, yaml: string, language: Language): string {
  const text = yaml.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${");
  return `import { parseScenario, runScenario, violationsOf } from "@informerlab/test";
import { expect, test } from "vitest";

const scenario = parseScenario(\`
${text}\`);

// ${phrases[language].foundAs}${message[language].replaceAll("\n", " ")}
test("${invariant} holds", () => {
  expect(violationsOf(runScenario(scenario).verdicts)).toEqual([]);
});
`;
}
