import type { RunOptions } from "../lib/run-tool.ts";
import type { Job } from "../lib/schedule.ts";

/** What one step of `npm test` found. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** A few words beside the result. */
  readonly note?: string;
}

/** What a step is given to work with. */
export interface CheckContext {
  /** File that collects the step's output. */
  readonly log: string;
  /** Accept changes instead of reporting them, where a step knows how. */
  readonly update: boolean;
  /** Runs a program whose output goes to the log; answers its exit code. */
  tool(command: string, args: readonly string[], options?: RunOptions): Promise<number>;
  /** Adds a line to the log. */
  write(line: string): void;
}

/** One step of `npm test`. */
export interface Check extends Job {
  readonly about: string;
  run(context: CheckContext): Promise<Outcome>;
}

/** A check that passes when a program ends with 0. */
export function toolCheck(job: Job, about: string, command: string, args: string[]): Check {
  return {
    ...job,
    about,
    run: async ({ tool }) => verdict((await tool(command, args)) === 0),
  };
}

/** One thing was looked at, and it was right or not. */
export function verdict(isRight: boolean, note?: string): Outcome {
  const counts = isRight ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  return note === undefined ? counts : { ...counts, note };
}
