import type { JournalEntry } from "../../../journal/request-journal.ts";
import type { CommandEnd } from "../command/run-command.ts";
import type { NamedFault } from "./chaos-plan.ts";
import type { WatchStrike } from "./watch-strikes.ts";

/** What came of a run. */
export interface ChaosRun {
  readonly seed: number;
  readonly faults: readonly NamedFault[];
  /** How often each fault struck, by its name. */
  readonly hits: ReadonlyMap<string, number>;
  readonly end: CommandEnd;
  readonly isFailed: boolean;
  /** Tests that failed, where the command's output tells. */
  readonly tests: readonly string[];
  readonly durationMs: number;
  readonly startedAt: number;
  readonly requests: readonly JournalEntry[];
  readonly strikes: readonly WatchStrike[];
}

/** A seed that broke the command. */
export interface Failure {
  readonly run: ChaosRun;
  /** The same failure with as few faults as were found; undefined: it did not come again. */
  readonly smallest: ChaosRun | undefined;
  readonly isMinimal: boolean;
  /** Runs that were spent on it. */
  readonly asked: number;
  /** Where its story is. */
  readonly folder: string;
}
