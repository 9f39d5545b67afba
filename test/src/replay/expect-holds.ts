import { invariantById } from "../invariants/catalogue.ts";
import { type Violation, violationsOf } from "../invariants/judge.ts";
import type { ScenarioRun } from "../simulate/run-scenario.ts";
import { reportFailure } from "./failure-report.ts";

/** A rule broke in a run; the message tells how it came about. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
  readonly violations: readonly Violation[];

  constructor(message: string, violations: readonly Violation[]) {
    super(message);
    this.violations = violations;
  }
}

/**
 * Asserts that rules held in a run: those named, or all.
 *
 * @throws InvariantError telling the first break as a story, with the scenario as YAML.
 * @throws RangeError for an id that no rule has.
 */
export function expectHolds(run: ScenarioRun, ...ids: readonly string[]): void {
  const unknown = ids.find((id) => invariantById(id) === undefined);
  if (unknown !== undefined) throw new RangeError(`there is no invariant "${unknown}"`);
  const violations = violationsOf(run.verdicts).filter(
    ({ invariant }) => ids.length === 0 || ids.includes(invariant),
  );
  const [first] = violations;
  if (first === undefined) return;
  const report = reportFailure(run.scenario);
  const story = (report?.story ?? []).map((line) => `  ${line}`);
  const lines = [`${first.invariant}: ${first.message.en}`, "", ...story, "", report?.yaml ?? ""];
  throw new InvariantError(lines.join("\n").trimEnd(), violations);
}

/** Asserts that a run came to rest with caches as the server has it, and that handlers were told of it all. */
export function expectConvergence(run: ScenarioRun): void {
  expectHolds(run, "T1", "C3", "N2", "N11");
}
