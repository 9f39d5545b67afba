import type { Environment, ListOptions, Random } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { ScriptedSource, type VectorEvent, type VectorResponse } from "./scripted-source.ts";
import { Differences } from "./vector.ts";

/** One step of `reflector.json` or `informer.json`, with what is compared after it. */
export interface ScriptStep {
  readonly op: string;
  readonly kind?: string;
  readonly options?: VectorOptions;
  readonly respond?: VectorResponse;
  readonly backoff?: { readonly baseMs: number; readonly ns: number; readonly jitter?: number };
  readonly watch?: string;
  readonly events?: readonly VectorEvent[];
  readonly ms?: number;
  readonly names?: readonly string[];
  readonly handler?: string;
  readonly resyncMs?: number;
  readonly err?: string;
  readonly lastRV?: string;
  readonly watchesStopped?: readonly string[];
  readonly watchesLeaked?: readonly string[];
}

interface VectorOptions {
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: string;
  readonly limit?: number;
  readonly continue?: string;
  readonly allowWatchBookmarks?: boolean;
  readonly sendInitialEvents?: boolean;
  readonly hasTimeoutSeconds?: boolean;
}

/** Random numbers as the script dictates them: recorded jitters for the back-off, a half for anything else. */
class ScriptedRandom implements Random {
  readonly #values: readonly number[];
  readonly #jitters: readonly number[];
  #drawn = 0;

  constructor(jitters: readonly number[], values: readonly number[] = []) {
    this.#jitters = jitters;
    this.#values = values;
  }

  next(): number {
    this.#drawn += 1;
    return this.#values[this.#drawn - 1] ?? 0.5;
  }

  fork(label: string): Random {
    return new ScriptedRandom(this.#jitters, label === "backoff" ? this.#jitters : []);
  }
}

/** Slack around a recorded pause: the recording has whole nanoseconds, ours are fractions of milliseconds. */
const slackMs = 0.001;

/** What both kinds of script share: the source, time and the comparison of requests. */
export class Script {
  readonly simulation: Simulation = new Simulation();
  readonly environment: Environment;
  readonly source: ScriptedSource = new ScriptedSource();
  readonly differences: Differences = new Differences();
  readonly #minTimeoutSeconds: number;
  readonly #settlesEach: boolean;
  #stoppedSeen = 0;

  constructor(options: {
    readonly steps: readonly ScriptStep[];
    readonly minWatchTimeoutMs?: number;
    readonly settlesEach: boolean;
  }) {
    const jitters = options.steps.flatMap(({ backoff }) =>
      backoff === undefined ? [] : [backoff.jitter ?? 0],
    );
    const { clock, scheduler, trace } = this.simulation;
    this.environment = { clock, scheduler, trace, random: new ScriptedRandom(jitters) };
    this.#minTimeoutSeconds = Math.max(options.minWatchTimeoutMs ?? 0, 300_000) / 1000;
    this.#settlesEach = options.settlesEach;
  }

  /** Performs a step about server or time. Answers false when it is of another kind. */
  perform(step: ScriptStep): boolean {
    switch (step.op) {
      case "request":
        this.#answer(step);
        break;
      case "backoff":
        this.#waitOut(step.backoff?.ns ?? 0);
        break;
      case "events":
        for (const event of step.events ?? []) {
          this.source.send(step.watch ?? "", event);
          if (this.#settlesEach) this.simulation.runReady();
        }
        break;
      case "close":
        this.source.close(step.watch ?? "");
        break;
      case "advance":
        this.simulation.advanceBy(step.ms ?? 0);
        break;
      default:
        return false;
    }
    this.simulation.runReady();
    return true;
  }

  /** Compares which streams were stopped in this step. One that client-go leaks may be stopped or not. */
  compareStopped(step: ScriptStep): void {
    const leaked = new Set(step.watchesLeaked ?? []);
    const stopped = this.source.stopped
      .slice(this.#stoppedSeen)
      .filter((watch) => !leaked.has(watch));
    this.#stoppedSeen = this.source.stopped.length;
    this.differences.compare("streams stopped", step.watchesStopped ?? [], stopped);
    this.differences.compare("overlapping requests", 0, this.source.overlapping);
  }

  #answer({ kind, options, respond }: ScriptStep): void {
    const call = this.source.parked;
    if (call === undefined) {
      this.differences.add(`expected a ${kind} request, none is waiting`);
      return;
    }
    this.differences.compare("request", kind, call.kind);
    this.differences.compare("options", sorted(options ?? {}), sorted(this.#printed(call.options)));
    call.answer(respond ?? {});
  }

  #printed(options: ListOptions): VectorOptions {
    const { timeoutSeconds, resourceVersion = "", ...rest } = options;
    if (timeoutSeconds === undefined) return { resourceVersion, ...rest };
    const isInRange =
      timeoutSeconds >= Math.floor(this.#minTimeoutSeconds) &&
      timeoutSeconds <= 2 * this.#minTimeoutSeconds;
    if (!isInRange) this.differences.add(`timeoutSeconds ${timeoutSeconds} is out of range`);
    return { resourceVersion, ...rest, hasTimeoutSeconds: true };
  }

  #waitOut(nanoseconds: number): void {
    this.#mustNotWait("before the pause");
    this.simulation.advanceBy(nanoseconds / 1e6 - slackMs);
    this.#mustNotWait("before the pause was over");
    this.simulation.advanceBy(2 * slackMs);
    if (this.source.parked === undefined) this.differences.add("no request came after the pause");
  }

  #mustNotWait(when: string): void {
    if (this.source.parked !== undefined)
      this.differences.add(`a ${this.source.parked.kind} request came ${when}`);
  }
}

function sorted(options: VectorOptions): object {
  return Object.fromEntries(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What informers and reflectors of the vectors expect to receive. */
export const expectedConfigMap = { apiVersion: "v1", kind: "ConfigMap" } as const;
