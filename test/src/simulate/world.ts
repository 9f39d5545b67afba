import type { Environment } from "@informerlab/core";
import { type Choice, Simulation } from "@informerlab/core/simulation";
import type { TraceFact } from "@informerlab/core/trace";
import type {
  ConsistencyAnswer,
  JudgedInformer,
  JudgedWorld,
  RetryLimits,
} from "../invariants/invariant.ts";
import type { Observe } from "../invariants/observation.ts";
import { healTimeMs, informerName } from "../scenario/defaults.ts";
import type { LocalizedText } from "../scenario/localized-text.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { forgiving } from "./forgiving.ts";
import { heldAnswersMs } from "./held-answers.ts";
import type { ConsistencyProbe } from "./informer/consistency-probe.ts";
import { InformerActor } from "./informer/informer-actor.ts";
import type { HttpClient } from "./network/scenario-network.ts";
import type { ProgramActors, ProgramWorld } from "./programs/program-actors.ts";
import type { ReplacementParts } from "./replacement-parts.ts";
import { choiceOf } from "./schedule.ts";
import { ScriptActor } from "./script-actor.ts";
import { type CreateServer, ScenarioServer } from "./server/scenario-server.ts";
import { StarvableEnvironment } from "./starvable.ts";
import type { QueueGauges } from "./work-queue/queue-gauges.ts";
import { WorkQueueActor } from "./work-queue/work-queue-actor.ts";

/** Longer than any wait of a reflector that failed: 30 s doubled by jitter, and the request after it. */
const longestBackOffMs = 61_000;
/** Steps after which a run is taken for an endless loop. */
const stepsMax = 300_000;
/** Time after healing within which a run must come to rest. */
const settleMsMax = 600_000;

/** Longer than what is asked when a run is over takes. */
const probedMs = 5000;

/** Longer than any wait of a program that has stopped. */
const afterStopMs = 3_600_000;

/** What a run is put together from. */
export interface WorldParts {
  readonly createServer: CreateServer;
  /** How programs speak HTTP. @defaultValue none does */
  readonly http?: HttpClient | undefined;
  /** Makes the programs with parts of their own. @defaultValue there are none */
  readonly createPrograms?: ((world: ProgramWorld) => ProgramActors) | undefined;
  readonly parts?: ReplacementParts | undefined;
  readonly watchers?: Watchers | undefined;
  /** Asks informers whether their caches are right. @defaultValue nobody does */
  readonly createProbe?: ((environment: Environment) => ConsistencyProbe) | undefined;
  /** Which lane goes next. @defaultValue what the scenario's schedule says */
  readonly choice?: Choice | undefined;
}

/** Who watches a run from beside it. */
export interface Watchers {
  readonly observe: Observe;
  readonly afterStep: () => void;
}

/** Everything that a scenario speaks of, put together on virtual time. */
export class World implements JudgedWorld {
  readonly simulation: Simulation;
  readonly scenario: Scenario;
  readonly server: ScenarioServer;
  readonly informers: Map<string, InformerActor> = new Map();
  readonly queues: Map<string, WorkQueueActor> = new Map();
  readonly startAt: number;
  readonly #starvable = new Map<string, StarvableEnvironment>();
  readonly #observe: Observe | undefined;
  readonly #programs: ProgramActors | undefined;
  readonly #probe: ConsistencyProbe | undefined;
  /** The run is over: what happens now is no part of it. */
  #isOver = false;
  readonly #script: ScriptActor;

  constructor(
    scenario: Scenario,
    { createServer, http, createPrograms, createProbe, parts = {}, watchers, choice }: WorldParts,
  ) {
    this.scenario = scenario;
    this.#observe =
      watchers &&
      ((observation) => {
        if (!this.#isOver) watchers.observe(observation);
      });
    this.simulation = new Simulation({
      seed: scenario.seed ?? 1,
      stepsMax,
      choice: choice ?? choiceOf(scenario),
      ...(watchers === undefined
        ? {}
        : {
            afterStep: () => {
              if (!this.#isOver) watchers.afterStep();
            },
          }),
    });
    this.startAt = this.simulation.now();
    this.#probe = createProbe?.(this.simulation);
    // A lying server goes by the facts: they are told also when nobody else listens.
    if (parts.lyingServer !== undefined) this.simulation.trace.subscribe(() => undefined);
    this.server = new ScenarioServer(this.simulation, scenario, createServer, parts, http);
    this.#programs = createPrograms?.({
      environment: this.simulation,
      server: this.server,
      parts,
      observe: this.#observe,
      informerNamed: (name) => this.informerNamed(name),
    });
    this.#createActors(parts);
    this.#script = new ScriptActor({
      scenario,
      simulation: this.simulation,
      startAt: this.startAt,
      server: this.server,
      informers: this.informers,
      queues: this.queues,
      starvable: this.#starvable,
      programs: this.#programs,
      observe: this.#observe,
    });
  }

  /** Creates the cluster's first objects; call with the listeners in place. */
  seed(): void {
    this.#script.noteWrites();
    for (const object of this.scenario.objects ?? [])
      this.server.create(object, "seed", `seed-${object.name}`);
    this.simulation.runReady();
  }

  /** Runs to the end: chaos, healing, rest. Answers whether it came to rest. */
  run(): boolean {
    try {
      return this.#runToEnd();
    } catch (error) {
      // An endless loop is a finding of its own (T1), not an accident of the runner.
      if (this.simulation.steps > stepsMax) return false;
      throw error;
    }
  }

  #runToEnd(): boolean {
    this.#schedule();
    const healAt = this.startAt + healTimeMs(this.scenario);
    const { endAtMs } = this.scenario;
    const endAt =
      endAtMs === undefined
        ? healAt + settleMsMax + heldAnswersMs(this.scenario)
        : this.startAt + endAtMs;
    this.simulation.advanceTo(Math.min(healAt, endAt));
    if (endAt < healAt) return false;
    this.#heal();
    return this.#settle(healAt, endAt);
  }

  /** An informer by name. @throws RangeError naming those that exist. */
  informerNamed(name: string): InformerActor["informer"] {
    const actor = this.informers.get(name);
    if (actor !== undefined) return actor.informer;
    const known = [...this.informers.keys()].join(", ");
    throw new RangeError(`the scenario has no informer "${name}"; it has ${known || "none"}`);
  }

  informer(name: string): JudgedInformer | undefined {
    return this.informers.get(name);
  }

  get endsByItself(): boolean {
    return this.scenario.endAtMs === undefined;
  }

  workers(queue: string): number {
    return this.queues.get(queue)?.workers ?? 0;
  }

  isServed(queue: string): boolean {
    return this.queues.get(queue)?.loop.isRunning === true;
  }

  heldBack(queue: string): number {
    return this.queues.get(queue)?.loop.queue.waitingLength ?? 0;
  }

  limits(queue: string): RetryLimits {
    return this.queues.get(queue)?.limits ?? {};
  }

  isHotFirst(queue: string): boolean {
    return this.queues.get(queue)?.isHotFirst === true;
  }

  failures(queue: string, key: string): number {
    return this.queues.get(queue)?.loop.queue.numRequeues(key) ?? 0;
  }

  gauges(queue: string): QueueGauges | undefined {
    return this.queues.get(queue)?.gauges;
  }

  checkConsistency(informer: string): ConsistencyAnswer | undefined {
    const actor = this.informers.get(informer);
    if (actor === undefined || this.#probe === undefined) return undefined;
    this.#isOver = true;
    const answer = this.#probe.ask(actor, this.server);
    this.simulation.advanceBy(probedMs + this.server.longestDelayMs);
    return answer;
  }

  get timerLanes(): readonly string[] {
    return this.simulation.timerLanes;
  }

  get informerNames(): Iterable<string> {
    return this.informers.keys();
  }

  /**
   * Stops everything, lets an hour pass, and answers what of the program still goes on. Call it last: it is no part of
   * the run.
   */
  leftAfterStop(): readonly LocalizedText[] {
    for (const { informer } of this.informers.values()) informer.stop();
    for (const queue of this.queues.values()) queue.shutDown(false);
    this.#programs?.stop();
    // What waits on the program's own account does not let a process end.
    const waits = this.simulation.timerLanes
      .filter((one) => /^(reflector|workqueue|rest)\//.test(one))
      .map((one) => ({
        en: `a timer of ${one} from the first`,
        "zh-CN": `${one} 一开始就有的定时器`,
      }));
    this.simulation.advanceBy(afterStopMs);
    const connections = [...this.informers.values()]
      .filter(({ openConnections }) => openConnections > 0)
      .map(({ name }) => ({ en: `a connection of ${name}`, "zh-CN": `${name} 的一个连接` }));
    const timers = this.simulation.timerLanes
      .filter((one) => !one.startsWith("apiserver") && !one.startsWith("scenario/"))
      .map((one) => ({ en: `a timer of ${one}`, "zh-CN": `${one} 的一个定时器` }));
    return [...waits, ...connections, ...timers, ...this.#openWaits()];
  }

  /** What is waited for though it was given up, and what is over and not let go of. */
  #openWaits(): readonly LocalizedText[] {
    const informers = [...this.informers.values()];
    const listeners = informers
      .filter(({ waits }) => waits.listening > 0)
      .map(({ name }) => ({
        en: `a listener of a wait for ${name} that is over`,
        "zh-CN": `对 ${name} 的等待已结束，却还留着的一个监听者`,
      }));
    for (const { waits } of informers) waits.giveUp();
    for (const queue of this.queues.values()) queue.stopAgain();
    this.simulation.advanceBy(1000);
    const open = [...this.informers, ...this.queues]
      .filter(([, { waits }]) => waits.open > 0)
      .map(([name]) => ({
        en: `somebody who waits for ${name} and gave it up`,
        "zh-CN": `有人仍在等待 ${name}，尽管已经放弃`,
      }));
    return [...listeners, ...open];
  }

  #createActors(parts: ReplacementParts): void {
    const { simulation: environment } = this;
    const { script = [] } = this.scenario;
    const starved = new Set(script.flatMap((one) => (one.do === "starve" ? [one.informer] : [])));
    const throwing = new Set(
      script.flatMap((one) => (one.do === "function-throws" ? [one.informer] : [])),
    );
    const resources = new Map(
      this.scenario.informers.map((program) => [informerName(program), program.resource]),
    );
    for (const program of this.scenario.queues ?? []) {
      const resource = resources.get(program.informer) ?? program.informer;
      const { createWorkQueue: createQueue } = parts;
      this.queues.set(
        program.name,
        new WorkQueueActor(environment, {
          program,
          resource,
          createQueue,
          observe: this.#observe,
        }),
      );
    }
    for (const program of this.scenario.informers) {
      const name = informerName(program);
      const throws = throwing.has(name);
      const base = throws
        ? forgiving(environment, () =>
            this.#observe?.({ kind: "program.told-of-error", informer: name }),
          )
        : environment;
      const own: Environment = starved.has(name) ? new StarvableEnvironment(base) : base;
      if (own instanceof StarvableEnvironment) this.#starvable.set(name, own);
      const { plantedIn = name } = this.scenario;
      const planted = plantedIn === name ? parts : {};
      const way = this.server.listerWatcher(program, this.#observe);
      this.informers.set(
        name,
        new InformerActor(own, {
          program,
          listerWatcher: this.#probe?.wrap(way) ?? way,
          observe: this.#observe,
          queues: this.queues,
          throws,
          network: this.scenario.network ?? {},
          parts: planted.informer?.(own, name),
          planted,
        }),
      );
    }
  }

  #schedule(): void {
    this.#script.begin();
    for (const informer of this.informers.values()) informer.schedule();
    for (const program of this.scenario.queues ?? []) {
      const indexer = this.informers.get(program.informer)?.informer.indexer;
      this.queues.get(program.name)?.start((key) => indexer?.getByKey(key));
    }
    this.#script.schedule();
  }

  #heal(): void {
    this.server.heal();
    this.#tell({ kind: "scenario.healed" });
    this.simulation.runReady();
  }

  /** Lets time pass until nothing is under way but what repeats for ever. */
  #settle(healAt: number, endAt: number): boolean {
    const calmMs = longestBackOffMs + this.server.longestDelayMs;
    let wasAtRest = false;
    let newsAt = 0;
    for (let wasListing = false; ; ) {
      this.simulation.runReady();
      const now = this.simulation.now();
      // What waited for a state may have happened long after the healing, and so may what a program made of its news.
      const actedAt = Math.max(this.#script.lastActAt, this.#programs?.lastAnswerAt ?? 0);
      const calmAt = Math.max(healAt, actedAt) + calmMs;
      const isAtRest = this.#isAtRest();
      // News come late to whoever listed for longer than that, or is back from several waits only now.
      const isListing = this.#isListing();
      const isBack = isAtRest && !wasAtRest;
      if ((isListing || wasListing || isBack) && now > calmAt) newsAt = now;
      wasListing = isListing;
      wasAtRest ||= isAtRest;
      const horizon = Math.max(calmAt, newsAt + calmMs);
      const next = this.simulation.nextTimerAt ?? Number.POSITIVE_INFINITY;
      const isIdle = next > horizon || next - now > calmMs;
      if (isIdle && isAtRest) break;
      if (next > endAt) return false;
      this.simulation.advanceTo(next);
    }
    this.#tell({ kind: "scenario.quiet" });
    return true;
  }

  #isListing(): boolean {
    for (const { isListing } of this.informers.values()) if (isListing) return true;
    return false;
  }

  /** Nobody is in a callback or waits for a key or an answer, and every informer that runs is watching. */
  #isAtRest(): boolean {
    for (const { isAtRest } of this.informers.values()) if (!isAtRest) return false;
    for (const queue of this.queues.values()) if (!queue.isAtRest) return false;
    return this.#programs?.areAtRest !== false;
  }

  #tell(fact: TraceFact): void {
    this.simulation.trace.emit?.(fact);
  }
}
