import type { Environment } from "../environment/environment.ts";
import { type Random, seededRandom } from "../environment/random.ts";
import { lane } from "../environment/scheduler.ts";
import type { TraceFact } from "../trace/facts.ts";
import { TraceHub } from "../trace/trace-hub.ts";
import { SystemClock } from "./system-clock.ts";
import { type ReportError, SystemScheduler, throwLater } from "./system-scheduler.ts";

/** Settings of {@link createSystemEnvironment}. */
export interface SystemEnvironmentOptions {
  /**
   * Told of errors thrown by steps: programmer errors, for handlers and reconcilers have their own reports. An error
   * it throws itself goes to the host.
   *
   * @defaultValue the host's `reportError`; where there is none (Node), the error is thrown uncaught
   */
  readonly reportError?: ReportError;
  /**
   * Told what a user should know and took no handler for: a list that was refused, a handler that threw.
   *
   * @defaultValue writes to the console
   */
  readonly warn?: (message: string, error?: unknown) => void;
  /** Fixes what is otherwise drawn from the host's cryptographic generator. */
  readonly seed?: number | string;
  /** Milliseconds for which steps run before IO and timers get their turn. @defaultValue 5 */
  readonly budgetMs?: number;
}

/** An {@link Environment} whose facts can be subscribed to. */
export interface SystemEnvironment extends Environment {
  readonly trace: TraceHub<TraceFact>;
  readonly warn: (message: string, error?: unknown) => void;
}

const listeners = lane("trace/listeners");

const defaults = {
  reportError: reportToHost,
  warn: warnOnConsole,
  budgetMs: 5,
} as const satisfies Partial<SystemEnvironmentOptions>;

/**
 * The real time, order and randomness of Node, a browser or a worker. Informers, queues and loops that are to see one
 * another share one environment.
 */
export function createSystemEnvironment(options: SystemEnvironmentOptions = {}): SystemEnvironment {
  const { reportError, warn, budgetMs, seed } = { ...defaults, ...options };
  const scheduler = new SystemScheduler(budgetMs, reportError);
  const clock = new SystemClock(scheduler);
  const trace = new TraceHub<TraceFact>(
    () => scheduler.moment(clock.now()),
    (error) => scheduler.report(error, listeners),
  );
  scheduler.connect(trace);
  return { clock, scheduler, random: createRandom(seed), trace, warn };
}

function createRandom(seed: number | string | undefined): Random {
  return seededRandom(seed ?? crypto.getRandomValues(new Uint32Array(4)).join("-"));
}

function reportToHost(error: unknown): void {
  const { reportError } = globalThis as { readonly reportError?: (error: unknown) => void };
  if (reportError === undefined) {
    throwLater(error);
  } else {
    reportError(error);
  }
}

/** What a server or a network said is in the message; of an error in the user's own code the stack is wanted too. */
function warnOnConsole(message: string, error?: unknown): void {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && cause.name !== "StatusError" && cause.name !== "TransportError") {
    console.warn(message, cause);
  } else {
    console.warn(message);
  }
}
