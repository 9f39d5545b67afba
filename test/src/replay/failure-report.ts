import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { invariantById } from "../invariants/catalogue.ts";
import { type Violation, violationsOf } from "../invariants/judge.ts";
import { plantedBugByName } from "../planted-bugs/catalogue.ts";
import { permalinkFragment } from "../scenario/permalink.ts";
import { formatScenario } from "../scenario/read-scenario.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { runScenario } from "../simulate/run-scenario.ts";
import { factLine } from "./fact-line.ts";

/** A counterexample, told in every form that somebody may want it in. */
export interface FailureReport {
  readonly scenario: Scenario;
  /** Everything that broke, earliest first. */
  readonly violations: readonly Violation[];
  /** The rule to look at first. */
  readonly violation: Violation;
  /** What led to it, oldest first, one line each. */
  readonly story: readonly string[];
  readonly yaml: string;
  /** Fragment of the link that opens it at the failing step. */
  readonly fragment: string;
  /** A test file for vitest. */
  readonly testFile: string;
}

/** Most lines of a story. */
const storyLinesMax = 16;

/** Kinds that say how it came about; the rest would only lengthen the story. */
const telling: ReadonlySet<string> = new Set<TraceFact["kind"]>([
  "server.committed",
  "server.compacted",
  "server.restarted",
  "server.watch-ended",
  "fault.injected",
  "reflector.listed",
  "reflector.list-failed",
  "reflector.watch-requested",
  "reflector.watch-ended",
  "reflector.received",
  "queue.enqueued",
  "queue.compressed",
  "queue.popped",
  "store.changed",
  "store.replaced",
  "handler.registered",
  "handler.notified",
  "handler.called",
  "handler.threw",
  "informer.synced",
  "workqueue.added",
  "workqueue.collapsed",
  "workqueue.delayed",
  "workqueue.got",
  "reconcile.started",
  "reconcile.read",
  "reconcile.failed",
]);

/**
 * Runs a scenario again and tells its failure.
 *
 * @returns undefined when no rule breaks.
 */
export function reportFailure(scenario: Scenario): FailureReport | undefined {
  const { verdicts, trace } = runScenario(scenario);
  const violations = violationsOf(verdicts);
  const violation = mostTelling(violations, scenario);
  if (violation === undefined) return undefined;
  const yaml = formatScenario(scenario);
  return {
    scenario,
    violations,
    violation,
    story: storyOf(trace.records, violation),
    yaml,
    fragment: permalinkFragment({ scenario, step: violation.seq }),
    testFile: testFileOf(violation, yaml),
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

/** The report as text for a terminal. `site` is where the playground is: `http://localhost:4321`. */
export function formatFailure(report: FailureReport, site: string): string {
  const { violation, violations, story, yaml, fragment } = report;
  const others = violations
    .map(({ invariant }) => invariant)
    .filter((invariant) => invariant !== violation.invariant);
  const lines = [
    `✗ ${violation.invariant} ${invariantById(violation.invariant)?.title.en ?? ""}`,
    `  ${violation.message}`,
    ...(others.length === 0 ? [] : [`  also broken: ${others.join(", ")}`]),
    "",
    "  story",
    ...story.map((line) => `    ${line}`),
    `    therefore: ${violation.message}`,
    "",
    "  scenario",
    ...yaml
      .trimEnd()
      .split("\n")
      .map((line) => `    ${line}`),
    "",
    `  open    ${site.replace(/\/$/, "")}/play/#${fragment}`,
  ];
  return lines.join("\n");
}

/** What happened to the objects of the violation, and what happened to everybody. */
function storyOf(
  records: readonly TraceRecord<TraceFact>[],
  violation: Violation,
): readonly string[] {
  const first = records[0]?.at ?? 0;
  const until = records.filter(({ seq }) => seq <= violation.seq);
  const keys = keysIn(violation.message, until);
  const relevant = until.filter(({ fact }) => telling.has(fact.kind) && concerns(fact, keys));
  const lines = relevant.map(
    ({ at, seq, fact }) => `${timeText(at - first)} #${seq} ${factLine(fact)}`,
  );
  if (lines.length <= storyLinesMax) return lines;
  const head = lines.slice(0, 4);
  const tail = lines.slice(4 - storyLinesMax);
  return [...head, `… ${lines.length - head.length - tail.length} more`, ...tail];
}

/** The keys that the sentence names. */
function keysIn(message: string, records: readonly TraceRecord<TraceFact>[]): ReadonlySet<string> {
  const words = new Set(message.split(/[\s,;:@()]+/));
  const keys = records.flatMap(({ fact }) =>
    "ref" in fact && fact.ref !== undefined ? [fact.ref.key] : [],
  );
  return new Set(keys.filter((key) => words.has(key)));
}

function concerns(fact: TraceFact, keys: ReadonlySet<string>): boolean {
  if (keys.size === 0) return true;
  if ("ref" in fact && fact.ref !== undefined && fact.ref.key !== "") return keys.has(fact.ref.key);
  if ("key" in fact && typeof fact.key === "string") return keys.has(fact.key);
  if (fact.kind === "queue.popped")
    return fact.deltas.some(({ ref }) => ref === undefined || keys.has(ref.key));
  return true;
}

function timeText(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(3)}s`;
}

function testFileOf({ invariant, message }: Violation, yaml: string): string {
  const text = yaml.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${");
  return `import { parseScenario, runScenario, violationsOf } from "@informerlab/test";
import { expect, test } from "vitest";

const scenario = parseScenario(\`
${text}\`);

// Found as: ${message.replaceAll("\n", " ")}
test("${invariant} holds", () => {
  expect(violationsOf(runScenario(scenario).verdicts)).toEqual([]);
});
`;
}
