import { type Environment, type Lane, lane } from "@informerlab/core";
import { type Choice, Simulation } from "@informerlab/core/simulation";
import type { TraceFact } from "@informerlab/core/trace";
import type { JudgedInformer, JudgedWorld } from "../invariants/invariant.ts";
import type { Observe } from "../invariants/observation.ts";
import { matchesFact } from "../scenario/beat.ts";
import { healTimeMs, informerName, operationId } from "../scenario/defaults.ts";
import type { Operation, Scenario } from "../scenario/scenario.ts";
import { FactoryActor } from "./factory-actor.ts";
import { forgiving } from "./forgiving.ts";
import { InformerActor } from "./informer-actor.ts";
import type { QueueGauges } from "./queue-gauges.ts";
import type { ReplacementParts } from "./replacement-parts.ts";
import { type CreateServer, ScenarioServer } from "./scenario-server.ts";
import { choiceOf } from "./schedule.ts";
import { StarvableEnvironment } from "./starvable.ts";
import { WorkQueueActor } from "./work-queue-actor.ts";

/** Longer than any wait of a reflector that failed: 30 s doubled by jitter, and the request after it. */
const longestBackOffMs = 61_000;
/** Steps after which a run is taken for an endless loop. */
const stepsMax = 300_000;
/** Time after healing within which a run must come to rest. */
const settleMsMax = 600_000;

/** Longer than any wait of a program that has stopped. */
const afterStopMs = 3_600_000;

const actorLane = lane("actor");
/** With a schedule that has a choice, trouble does not wait for the writes of the same instant. */
const troubleLane = lane("trouble");
const programLane = lane("program");

/** What a run is put together from. */
export interface WorldParts {
  readonly createServer: CreateServer;
  readonly parts?: ReplacementParts | undefined;
  readonly watchers?: Watchers | undefined;
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
  readonly #written = new Map<string, string>();
  readonly #parts: ReplacementParts;
  #madeFactory: FactoryActor | undefined;
  #lastActAt = 0;

  constructor(scenario: Scenario, { createServer, parts = {}, watchers, choice }: WorldParts) {
    this.scenario = scenario;
    this.#parts = parts;
    this.#observe = watchers?.observe;
    this.simulation = new Simulation({
      seed: scenario.seed ?? 1,
      stepsMax,
      choice: choice ?? choiceOf(scenario),
      ...(watchers === undefined ? {} : { afterStep: watchers.afterStep }),
    });
    this.startAt = this.simulation.now();
    // A lying server goes by the facts: they are told also when nobody else listens.
    if (parts.lyingServer !== undefined) this.simulation.trace.subscribe(() => undefined);
    this.server = new ScenarioServer(this.simulation, scenario, createServer, parts);
    this.#createActors(parts);
  }

  /** Creates the cluster's first objects; call with the listeners in place. */
  seed(): void {
    this.#noteWrites();
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
    const endAt = endAtMs === undefined ? healAt + settleMsMax : this.startAt + endAtMs;
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

  retryMaxMs(queue: string): number | undefined {
    return this.queues.get(queue)?.retryMaxMs;
  }

  failures(queue: string, key: string): number {
    return this.queues.get(queue)?.loop.queue.numRequeues(key) ?? 0;
  }

  gauges(queue: string): QueueGauges | undefined {
    return this.queues.get(queue)?.gauges;
  }

  get informerNames(): Iterable<string> {
    return this.informers.keys();
  }

  /**
   * Stops everything, lets an hour pass, and answers what of the program still goes on. Call it last: it is no part of
   * the run.
   */
  leftAfterStop(): readonly string[] {
    for (const { informer } of this.informers.values()) informer.stop();
    for (const queue of this.queues.values()) queue.shutDown(false);
    this.#madeFactory?.stop();
    this.simulation.advanceBy(afterStopMs);
    const connections = [...this.informers.values()]
      .filter(({ openConnections }) => openConnections > 0)
      .map(({ name }) => `a connection of ${name}`);
    const timers = this.simulation.timerLanes
      .filter((one) => !one.startsWith("apiserver") && !one.startsWith("scenario/"))
      .map((one) => `a timer of ${one}`);
    const listeners = [...this.informers.values()]
      .filter(({ listeningWaits }) => listeningWaits > 0)
      .map(({ name }) => `a listener of a wait for ${name} that is over`);
    return [...connections, ...timers, ...listeners];
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
      const isPlanted = plantedIn === name;
      this.informers.set(
        name,
        new InformerActor(own, {
          program,
          listerWatcher: this.server.listerWatcher(program, this.#observe),
          observe: this.#observe,
          queues: this.queues,
          throws,
          createLister: isPlanted ? parts.createLister?.bind(parts) : undefined,
          parts: isPlanted ? parts.informer?.(own, name) : undefined,
          alter: isPlanted ? parts.alterInformer?.bind(parts) : undefined,
          wrapHandler: isPlanted ? parts.wrapHandler?.bind(parts) : undefined,
        }),
      );
    }
  }

  #schedule(): void {
    for (const operation of this.scenario.script ?? []) {
      // From the first list on.
      if (operation.do === "function-throws" && operation.atMs === 0 && !operation.when)
        this.#throwFrom(operation);
    }
    for (const informer of this.informers.values()) informer.schedule();
    for (const program of this.scenario.queues ?? []) {
      const indexer = this.informers.get(program.informer)?.informer.indexer;
      this.queues.get(program.name)?.start((key) => indexer?.getByKey(key));
    }
    for (const [index, operation] of (this.scenario.script ?? []).entries()) {
      const id = operationId(operation, index);
      const own = this.#laneOf(operation);
      const act = (): void => this.#act(operation, id);
      if (operation.when === undefined) this.simulation.after(operation.atMs, own, act);
      else this.#actWhen(operation, operation.when, () => this.simulation.post(own, act));
    }
  }

  #laneOf(operation: Operation): Lane {
    const { schedule = "fifo" } = this.scenario;
    if (schedule === "fifo" || "resource" in operation) return actorLane;
    return "informer" in operation || "queue" in operation ? programLane : troubleLane;
  }

  /** Acts at the first fact that is meant, from the operation's time on. */
  #actWhen({ atMs }: Operation, when: NonNullable<Operation["when"]>, act: () => void): void {
    let left = when.nth ?? 1;
    const stop = this.simulation.trace.subscribe(({ at, fact }) => {
      if (at < this.startAt + atMs || !matchesFact(when, fact)) return;
      left -= 1;
      if (left > 0) return;
      stop();
      act();
    });
  }

  #act(operation: Operation, id: string): void {
    this.#lastActAt = this.simulation.now();
    switch (operation.do) {
      case "slow-handler":
        this.informers.get(operation.informer)?.slow(operation.handler, operation.durationMs);
        this.#tellOf("program", operation, id);
        return;
      case "starve": {
        const part = lane(`${operation.part}/${operation.informer}`);
        this.#starvable.get(operation.informer)?.starve(part, operation.forMs);
        this.informers.get(operation.informer)?.isStarved(operation.forMs);
        this.#tellOf("machine", operation, id);
        return;
      }
      case "function-throws":
        this.#throwFrom(operation);
        this.#tellOf("program", operation, id);
        return;
      case "read":
        this.informers.get(operation.informer)?.read();
        this.#tellOf(operation.actor ?? "program", operation, id);
        return;
      case "enqueue":
        this.#tellOf("program", operation, id);
        this.queues.get(operation.queue)?.ask(operation.key, operation.afterMs ?? 0);
        return;
      case "stop-queue":
        this.#tellOf("program", operation, id);
        this.queues.get(operation.queue)?.shutDown(operation.drain === true);
        return;
      case "add-handler":
        this.#tellOf("program", operation, id);
        this.informers.get(operation.informer)?.addHandler(operation.handler);
        return;
      case "add-index":
        this.#tellOf("program", operation, id);
        this.informers.get(operation.informer)?.addIndex(operation.label);
        return;
      case "wait-for-write":
        this.#tellOf("program", operation, id);
        this.#wait(operation.informer, operation.giveUpAfterMs);
        return;
      case "shut-down-handler":
        this.#tellOf("program", operation, id);
        this.informers.get(operation.informer)?.shutDownHandler(operation.handler);
        return;
      case "stop-informer":
        this.#tellOf("program", operation, id);
        this.informers.get(operation.informer)?.stop();
        return;
      case "factory":
        this.#factory.act(operation);
        return;
      case "worker-comes":
        this.#tellOf("program", operation, id);
        this.queues.get(operation.queue)?.guestComes(operation.worker);
        return;
      case "worker-leaves":
        this.#tellOf("program", operation, id);
        this.queues.get(operation.queue)?.guestLeaves(operation.worker);
        return;
      case "write-again":
        this.server.writeAgain(operation, id, this.#observe);
        return;
      default:
        this.server.act(operation, id);
    }
  }

  #throwFrom(operation: Extract<Operation, { readonly do: "function-throws" }>): void {
    const { informer, function: of, name, forMs } = operation;
    this.informers.get(informer)?.functionThrows(of, name, forMs);
  }

  /** Made when the program first uses one. */
  get #factory(): FactoryActor {
    const { createFactory } = this.#parts;
    this.#madeFactory ??= new FactoryActor(this.simulation, createFactory, this.#observe);
    return this.#madeFactory;
  }

  #wait(name: string, giveUpAfterMs: number | undefined): void {
    const actor = this.informers.get(name);
    const revision = this.#written.get(actor?.informer.resource ?? "");
    if (revision !== undefined) actor?.waitForRevision(revision, giveUpAfterMs);
  }

  /** Notes the newest write of each resource, for those who wait for it. */
  #noteWrites(): void {
    if ((this.scenario.script ?? []).every((operation) => operation.do !== "wait-for-write"))
      return;
    this.simulation.trace.subscribe(({ fact }) => {
      if (fact.kind === "server.committed" && fact.ref.resourceVersion !== undefined)
        this.#written.set(fact.ref.resource, fact.ref.resourceVersion);
    });
  }

  #tellOf(actor: string, operation: Operation, id: string): void {
    this.#tell({ kind: "actor.acted", actor, action: operation.do, operation: id });
  }

  #heal(): void {
    this.server.heal();
    this.#tell({ kind: "scenario.healed" });
    this.simulation.runReady();
  }

  /** Lets time pass until nothing is under way but what repeats for ever. */
  #settle(healAt: number, endAt: number): boolean {
    const calmMs = longestBackOffMs + this.server.longestDelayMs;
    for (;;) {
      this.simulation.runReady();
      // What waited for a state may have happened long after the healing.
      const horizon = Math.max(healAt, this.#lastActAt) + calmMs;
      const next = this.simulation.nextTimerAt ?? Number.POSITIVE_INFINITY;
      const isIdle = next > horizon || next - this.simulation.now() > calmMs;
      if (isIdle && this.#isAtRest()) break;
      if (next > endAt) return false;
      this.simulation.advanceTo(next);
    }
    this.#tell({ kind: "scenario.quiet" });
    return true;
  }

  /** Nobody is in a callback or waits for a key, and every informer that runs is watching. */
  #isAtRest(): boolean {
    for (const { isAtRest } of this.informers.values()) if (!isAtRest) return false;
    for (const queue of this.queues.values()) if (!queue.isAtRest) return false;
    return true;
  }

  #tell(fact: TraceFact): void {
    this.simulation.trace.emit?.(fact);
  }
}
