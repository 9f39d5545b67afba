import { type Lane, lane } from "@informerlab/core";
import type { Simulation } from "@informerlab/core/simulation";
import type { Observe } from "../invariants/observation.ts";
import { matchesFact } from "../scenario/beat.ts";
import { operationId } from "../scenario/defaults.ts";
import type { Operation, Scenario, Within } from "../scenario/scenario.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import type { InformerActor } from "./informer/informer-actor.ts";
import type { ProgramActors } from "./programs/program-actors.ts";
import type { ScenarioServer } from "./server/scenario-server.ts";
import type { StarvableEnvironment } from "./starvable.ts";
import type { WorkQueueActor } from "./work-queue/work-queue-actor.ts";

const actorLane = lane("actor");
/** With a schedule that has a choice, trouble does not wait for the writes of the same instant. */
const troubleLane = lane("trouble");
const programLane = lane("program");
/** More revisions than a run makes. */
const farAway = 1_000_000;
/** In place of a kind: the newest write of all. */
const anything = "*";

/** Whom a script speaks of. */
export interface ScriptedWorld {
  readonly scenario: Scenario;
  readonly simulation: Simulation;
  readonly startAt: number;
  readonly server: ScenarioServer;
  readonly informers: ReadonlyMap<string, InformerActor>;
  readonly queues: ReadonlyMap<string, WorkQueueActor>;
  readonly starvable: ReadonlyMap<string, StarvableEnvironment>;
  /** None where such programs cannot be run. */
  readonly programs: ProgramActors | undefined;
  readonly observe: Observe | undefined;
}

/** Does what a scenario's script says, each operation at its time or at the fact it waits for. */
export class ScriptActor {
  readonly #world: ScriptedWorld;
  readonly #operations: readonly Operation[];
  /** Newest version written of each resource. */
  readonly #written = new Map<string, string>();
  lastActAt = 0;

  constructor(world: ScriptedWorld) {
    this.#world = world;
    this.#operations = world.scenario.script ?? [];
  }

  /** What holds from the first list on. */
  begin(): void {
    for (const operation of this.#operations)
      if (operation.do === "function-throws" && operation.atMs === 0 && !operation.when)
        this.#throwFrom(operation);
  }

  /** Posts every operation. */
  schedule(): void {
    for (const [index, operation] of this.#operations.entries()) {
      const id = operationId(operation, index);
      const own = this.#laneOf(operation);
      const act = (): void => this.#act(operation, id);
      if (operation.when === undefined) this.#world.simulation.after(operation.atMs, own, act);
      else this.#actWhen(operation, operation.when, () => this.#world.simulation.post(own, act));
    }
  }

  #laneOf(operation: Operation): Lane {
    const { schedule = "fifo" } = this.#world.scenario;
    if (schedule === "fifo" || "resource" in operation) return actorLane;
    return "informer" in operation || "queue" in operation ? programLane : troubleLane;
  }

  /** Acts at the first fact that is meant, from the operation's time on. */
  #actWhen({ atMs }: Operation, when: NonNullable<Operation["when"]>, act: () => void): void {
    let left = when.nth ?? 1;
    const stop = this.#world.simulation.trace.subscribe(({ at, fact }) => {
      if (at < this.#world.startAt + atMs || !matchesFact(when, fact)) return;
      left -= 1;
      if (left > 0) return;
      stop();
      act();
    });
  }

  #act(operation: Operation, id: string): void {
    this.lastActAt = this.#world.simulation.now();
    switch (operation.do) {
      case "slow-handler":
        this.#world.informers
          .get(operation.informer)
          ?.slow(operation.handler, operation.durationMs);
        this.#tellOf("program", operation, id);
        return;
      case "starve": {
        const part = lane(`${operation.part}/${operation.informer}`);
        this.#world.starvable.get(operation.informer)?.starve(part, operation.forMs);
        this.#world.informers.get(operation.informer)?.isStarved(operation.forMs);
        this.#tellOf("machine", operation, id);
        return;
      }
      case "function-throws":
        this.#throwFrom(operation);
        this.#tellOf("program", operation, id);
        return;
      case "read":
        this.#world.informers.get(operation.informer)?.read();
        this.#tellOf(operation.actor ?? "program", operation, id);
        return;
      case "enqueue":
        this.#tellOf("program", operation, id);
        this.#world.queues.get(operation.queue)?.ask(operation.key, operation.afterMs ?? 0);
        return;
      case "stop-queue":
        this.#tellOf("program", operation, id);
        this.#world.queues.get(operation.queue)?.shutDown(operation.drain === true);
        return;
      case "add-handler":
        this.#actWithin(operation, id, (informer) => informer.addHandler(operation.handler));
        return;
      case "add-index":
        this.#tellOf("program", operation, id);
        this.#world.informers.get(operation.informer)?.addIndex(operation.label);
        return;
      case "wait-for-write":
        this.#tellOf("program", operation, id);
        this.#wait(operation);
        return;
      case "shut-down-handler":
        this.#actWithin(operation, id, (informer) => informer.shutDownHandler(operation.handler));
        return;
      case "stop-informer":
        this.#actWithin(operation, id, (informer) => informer.stop());
        return;
      case "scale":
        this.#tellOf("program", operation, id);
        this.#programs.act(operation);
        return;
      case "factory":
        this.#programs.act(operation);
        return;
      case "worker-comes":
        this.#tellOf("program", operation, id);
        this.#world.queues.get(operation.queue)?.guestComes(operation.worker);
        return;
      case "worker-leaves":
        this.#tellOf("program", operation, id);
        this.#world.queues.get(operation.queue)?.guestLeaves(operation.worker);
        return;
      case "write-again":
        this.#world.server.writeAgain(operation, id, this.#world.observe);
        return;
      default:
        this.#world.server.act(operation, id);
    }
  }

  /** Now, or the next time that a function of the program is called. */
  #actWithin(
    operation: Extract<Operation, { readonly within?: Within }>,
    id: string,
    does: (informer: InformerActor) => void,
  ): void {
    const informer = this.#world.informers.get(operation.informer);
    const act = (): void => {
      this.#tellOf("program", operation, id);
      if (informer !== undefined) does(informer);
    };
    if (operation.within === undefined) act();
    else informer?.actWithin(operation.within, act);
  }

  get #programs(): ProgramActors {
    if (this.#world.programs !== undefined) return this.#world.programs;
    throw new ScenarioError("factories and controllers can be run by runScenario only");
  }

  #throwFrom(operation: Extract<Operation, { readonly do: "function-throws" }>): void {
    const { informer, function: of, name, forMs } = operation;
    this.#world.informers.get(informer)?.functionThrows(of, name, forMs);
  }

  #wait({ informer, ofAnything, giveUpAfterMs }: Operation & { do: "wait-for-write" }): void {
    const actor = this.#world.informers.get(informer);
    const revision = this.#written.get(ofAnything ? anything : (actor?.informer.resource ?? ""));
    if (revision === undefined) return;
    // Somebody else waits for what is far away, and must keep nobody waiting.
    if (giveUpAfterMs !== undefined)
      actor?.waitForRevision(String(Number(revision) + farAway), giveUpAfterMs);
    actor?.waitForRevision(revision, giveUpAfterMs);
  }

  /** Notes the newest write of each resource, for those who wait for it. */
  noteWrites(): void {
    if (this.#operations.every((operation) => operation.do !== "wait-for-write")) return;
    this.#world.simulation.trace.subscribe(({ fact }) => {
      if (fact.kind !== "server.committed" || fact.ref.resourceVersion === undefined) return;
      this.#written
        .set(fact.ref.resource, fact.ref.resourceVersion)
        .set(anything, fact.ref.resourceVersion);
    });
  }

  #tellOf(actor: string, operation: Operation, id: string): void {
    const fact = { kind: "actor.acted", actor, action: operation.do, operation: id } as const;
    this.#world.simulation.trace.emit?.(fact);
  }
}
