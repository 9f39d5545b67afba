import type { TraceFact } from "../trace/facts.ts";
import type { Trace } from "../trace/trace.ts";
import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";
import type { Scheduler } from "./scheduler.ts";

/**
 * Everything a component may take from outside itself. `createSystemEnvironment()` (subpath `./system`) gives the
 * real one, `new Simulation()` (subpath `./simulation`) the virtual one; the components cannot tell them apart.
 */
export interface Environment {
  readonly clock: Clock;
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly trace: Trace<TraceFact>;
  /**
   * Where a component says what its user should know and took no handler for: a list that was refused, a handler
   * that threw. The system environment writes it to the console; absent, only the trace has it.
   */
  readonly warn?: (message: string, error?: unknown) => void;
}
