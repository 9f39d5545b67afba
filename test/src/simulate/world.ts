import { type Environment, lane, seededRandom } from "@informerlab/core";
import { randomChoice, Simulation } from "@informerlab/core/simulation";
import type { TraceFact } from "@informerlab/core/trace";
import type { JudgedWorld } from "../invariants/invariant.ts";
import { healTimeMs, informerName, operationId } from "../scenario/defaults.ts";
import type { Operation, Scenario } from "../scenario/scenario.ts";
import { InformerActor } from "./informer-actor.ts";
import type { ReplacementParts } from "./replacement-parts.ts";
import { ScenarioServer } from "./scenario-server.ts";
import { StarvableEnvironment } from "./starvable.ts";
import { WorkQueueActor } from "./work-queue-actor.ts";

/** Longer than any wait of a reflector that failed: 30 s doubled by jitter, and the request after it. */
const longestBackOffMs = 61_000;
/** Steps after which a run is taken for an endless loop. */
const stepsMax = 300_000;
/** Time after healing within which a run must come to rest. */
const settleMsMax = 600_000;

const actorLane = lane("actor");

/** Everything that a scenario speaks of, put together on virtual time. */
export class World implements JudgedWorld {
  readonly simulation: Simulation;
  readonly scenario: Scenario;
  readonly server: ScenarioServer;
  readonly informers: Map<string, InformerActor> = new Map();
  readonly queues: Map<string, WorkQueueActor> = new Map();
  readonly startAt: number;
  readonly #starvable = new Map<string, StarvableEnvironment>();

  constructor(scenario: Scenario, parts: ReplacementParts = {}) {
    const seed = scenario.seed ?? 1;
    this.scenario = scenario;
    this.simulation = new Simulation({
      seed,
      stepsMax,
      ...(scenario.schedule === "random"
        ? { choice: randomChoice(seededRandom(seed).fork("schedule")) }
        : {}),
    });
    this.startAt = this.simulation.now();
    this.server = new ScenarioServer(this.simulation, scenario, parts.lyingServer);
    this.#createActors(parts);
  }

  /** Creates the cluster's first objects; call with the listeners in place. */
  seed(): void {
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

  indexer(informer: string): ReturnType<JudgedWorld["indexer"]> {
    return this.informers.get(informer)?.informer.indexer;
  }

  #createActors(parts: ReplacementParts): void {
    const { simulation: environment } = this;
    const starved = new Set(
      (this.scenario.script ?? []).flatMap((operation) =>
        operation.do === "starve" ? [operation.informer] : [],
      ),
    );
    const resources = new Map(
      this.scenario.informers.map((program) => [informerName(program), program.resource]),
    );
    for (const program of this.scenario.queues ?? []) {
      const resource = resources.get(program.informer) ?? program.informer;
      const { createWorkQueue: createQueue } = parts;
      this.queues.set(
        program.name,
        new WorkQueueActor(environment, { program, resource, createQueue }),
      );
    }
    for (const program of this.scenario.informers) {
      const name = informerName(program);
      const own: Environment = starved.has(name)
        ? new StarvableEnvironment(environment)
        : environment;
      if (own instanceof StarvableEnvironment) this.#starvable.set(name, own);
      this.informers.set(
        name,
        new InformerActor(own, {
          program,
          listerWatcher: this.server.listerWatcher(program),
          queues: this.queues,
          parts: parts.informer?.(own, name),
          wrapHandler: parts.wrapHandler?.bind(parts),
        }),
      );
    }
  }

  #schedule(): void {
    for (const informer of this.informers.values()) informer.schedule();
    for (const program of this.scenario.queues ?? []) {
      const indexer = this.informers.get(program.informer)?.informer.indexer;
      this.queues.get(program.name)?.start((key) => indexer?.getByKey(key));
    }
    for (const [index, operation] of (this.scenario.script ?? []).entries()) {
      const id = operationId(operation, index);
      this.simulation.after(operation.atMs, actorLane, () => this.#act(operation, id));
    }
  }

  #act(operation: Operation, id: string): void {
    if (operation.do === "slow-handler") {
      this.informers.get(operation.informer)?.slow(operation.handler, operation.durationMs);
      this.#tell({ kind: "actor.acted", actor: "program", action: operation.do, operation: id });
    } else if (operation.do === "starve") {
      const part = lane(`${operation.part}/${operation.informer}`);
      this.#starvable.get(operation.informer)?.starve(part, operation.forMs);
      this.#tell({ kind: "actor.acted", actor: "machine", action: operation.do, operation: id });
    } else if (operation.do === "read") {
      this.informers.get(operation.informer)?.informer.indexer.list();
      this.#tell({
        kind: "actor.acted",
        actor: operation.actor ?? "program",
        action: "read",
        operation: id,
      });
    } else {
      this.server.act(operation, id);
    }
  }

  #heal(): void {
    this.server.heal();
    this.#tell({ kind: "scenario.healed" });
    this.simulation.runReady();
  }

  /** Lets time pass until nothing is under way but what repeats for ever. */
  #settle(healAt: number, endAt: number): boolean {
    const horizon = healAt + longestBackOffMs + this.server.longestDelayMs;
    for (;;) {
      this.simulation.runReady();
      const next = this.simulation.nextTimerAt ?? Number.POSITIVE_INFINITY;
      const isIdle =
        next > horizon ||
        next - this.simulation.now() > longestBackOffMs + this.server.longestDelayMs;
      if (isIdle && this.#isAtRest()) break;
      if (next > endAt) return false;
      this.simulation.advanceTo(next);
    }
    this.#tell({ kind: "scenario.quiet" });
    return true;
  }

  #isAtRest(): boolean {
    for (const { callsUnderWay } of this.informers.values()) if (callsUnderWay > 0) return false;
    for (const queue of this.queues.values()) if (!queue.isAtRest) return false;
    return true;
  }

  #tell(fact: TraceFact): void {
    this.simulation.trace.emit?.(fact);
  }
}
