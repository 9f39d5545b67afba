import type { Cancel, Clock, Environment, Lane, Random, Scheduler } from "@informerlab/core";
import type { TraceFact, TraceHub } from "@informerlab/core/trace";
import type { LocalizedText } from "../../scenario/localized-text.ts";
import type { StepOwner } from "./host.ts";
import type { ProgramCall } from "./unheard.ts";

/** Where a process lives. */
export interface ProcessHome {
  readonly environment: Environment & { readonly trace: TraceHub<TraceFact> };
  /** Only one process is in the run: its queues need no name in front. */
  readonly isAlone: boolean;
  /** Runs a step of the process. */
  within(step: () => void, owner: StepOwner): void;
  /** Promises may have something to do now. */
  touched(): void;
  /** Told what the program wrote off as a warning. */
  complained(error: unknown): void;
  /** A call of the program was refused: an error of it may come to light without its place. */
  refused(error: unknown, call: ProgramCall): void;
  /** The program did what no program may: the run is broken. */
  broken(rule: LocalizedText, message: LocalizedText, error?: unknown): void;
}

interface HeldStep {
  readonly step: () => void;
}

/**
 * One life of one process on virtual time. Killed, it runs no step any more and nothing it waits for ever comes; paused,
 * its steps wait in their order while the world goes on.
 */
export class ProcessEnvironment implements Environment, StepOwner {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly trace: Environment["trace"];
  readonly warn: NonNullable<Environment["warn"]>;
  readonly #home: ProcessHome;
  readonly #lane: Lane;
  readonly #held: HeldStep[] = [];
  readonly #open = new Map<string, number>();
  readonly #aheadMs: number;
  #pausedUntil = 0;
  #isPaused = false;
  #isAlive = true;
  #isEnding = false;

  /** @param aheadMs how far its clock is ahead of the server's; clocks of machines need not agree. */
  constructor(home: ProcessHome, name: string, processLane: Lane, aheadMs = 0) {
    const { environment } = home;
    this.#home = home;
    this.#aheadMs = aheadMs;
    this.#lane = processLane;
    this.random = environment.random.fork(`process/${name}`);
    const process = name.slice(0, name.lastIndexOf("."));
    this.trace = home.isAlone ? environment.trace : withNamedQueues(environment.trace, process);
    this.warn = (_message, error) => {
      if (this.#isAlive) home.complained(error);
    };
    this.clock = {
      now: () => environment.clock.now() + aheadMs,
      after: (delayMs, lane, step) => this.#after(delayMs, lane, step),
    };
    this.scheduler = {
      post: (lane, step) => environment.scheduler.post(lane, () => this.#run(step)),
      settle: (lane, promise, settled) => {
        const end = this.opens(lane);
        home.touched();
        environment.scheduler.settle(lane, promise, (result) => {
          end();
          this.#run(() => settled(result));
        });
      },
      report: (error) =>
        home.broken(
          { en: "no error is unheard", "zh-CN": "错误总有人处理" },
          {
            en: `nobody handles ${String(error)}`,
            "zh-CN": `没有人处理 ${String(error)}`,
          },
          error,
        ),
    };
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get isEnding(): boolean {
    return this.#isEnding || !this.#isAlive;
  }

  /** The process was asked to end. */
  ends(): void {
    this.#isEnding = true;
  }

  /** What has begun and not ended, by name. */
  get unfinished(): readonly string[] {
    return this.#isAlive ? [...this.#open.keys()] : [];
  }

  /** Says that something asynchronous is under way until the returned function is called. */
  opens(what: string): () => void {
    this.#open.set(what, (this.#open.get(what) ?? 0) + 1);
    return () => {
      const left = (this.#open.get(what) ?? 0) - 1;
      if (left <= 0) this.#open.delete(what);
      else this.#open.set(what, left);
    };
  }

  /** Posts a step that settles promises of the program: they get their turn right after it. */
  wake(lane: Lane, step: () => void): void {
    this.scheduler.post(lane, () => {
      step();
      this.#home.touched();
    });
  }

  kill(): void {
    this.#isAlive = false;
    this.#held.length = 0;
    this.#open.clear();
  }

  /** When the process really is awake that is to be woken at a time of its own clock. */
  awakeAt(timeMs: number): number {
    return Math.max(timeMs, this.#pausedUntil + this.#aheadMs);
  }

  /** Nothing of the process runs for so long, milliseconds. */
  pause(forMs: number): void {
    const { clock } = this.#home.environment;
    this.#pausedUntil = Math.max(this.#pausedUntil, clock.now() + forMs);
    this.#isPaused = true;
    clock.after(forMs, this.#lane, () => this.#resume());
  }

  /** One that fired while the process is paused may still be cancelled by what goes on before it. */
  #after(delayMs: number, lane: Lane, step: () => void): Cancel {
    let isCancelled = false;
    const cancel = this.#home.environment.clock.after(delayMs, lane, () =>
      this.#run(() => {
        if (!isCancelled) step();
      }),
    );
    return () => {
      isCancelled = true;
      cancel();
    };
  }

  #run(step: () => void): void {
    if (!this.#isAlive) return;
    if (this.#isPaused) this.#held.push({ step });
    else this.#home.within(step, this);
  }

  /** Runs what waited, one step at a time, so that promises get their turns in between. */
  #resume(): void {
    const { clock, scheduler } = this.#home.environment;
    if (!this.#isAlive || clock.now() < this.#pausedUntil) return;
    const next = this.#held.shift();
    if (next === undefined) {
      this.#isPaused = false;
      return;
    }
    this.#home.within(next.step, this);
    this.#home.touched();
    scheduler.post(this.#lane, () => this.#resume());
  }
}

/** Work queues of several processes often have one name: in the trace it has the process in front, as informers' have. */
function withNamedQueues(trace: TraceHub<TraceFact>, process: string): Environment["trace"] {
  return {
    get emit(): Environment["trace"]["emit"] {
      const { emit } = trace;
      return emit && ((fact, cause) => emit(withNamedQueue(fact, process), cause));
    },
  };
}

function withNamedQueue(fact: TraceFact, process: string): TraceFact {
  return "queue" in fact && fact.kind !== "informer.started"
    ? { ...fact, queue: `${process}/${fact.queue}` }
    : fact;
}
