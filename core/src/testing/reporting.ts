import type { Environment } from "../environment/environment.ts";
import type { Simulation } from "../simulation/simulation.ts";

/** An environment in virtual time in which errors of programs are reported, as in real time, and do not end the run. */
export function reporting(simulation: Simulation): {
  readonly environment: Environment;
  /** What was reported, as texts. */
  readonly reports: string[];
} {
  const { clock, random, scheduler, trace } = simulation;
  const reports: string[] = [];
  const environment: Environment = {
    clock,
    random,
    trace,
    scheduler: {
      post: (lane, step) => scheduler.post(lane, step),
      settle: (lane, promise, settled) => scheduler.settle(lane, promise, settled),
      report: (error) => void reports.push(String(error)),
    },
  };
  return { environment, reports };
}
