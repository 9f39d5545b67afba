import type { Environment, SharedIndexInformer } from "@informerlab/core";
import type { Observe } from "../../invariants/observation.ts";
import type { Operation } from "../../scenario/scenario.ts";
import type { ReplacementParts } from "../replacement-parts.ts";
import type { ScenarioServer } from "../server/scenario-server.ts";
import { ExpectantController } from "./expectant-controller.ts";
import { FactoryActor } from "./factory-actor.ts";

/** What a program does with parts of its own. */
export type ProgramOperation = Extract<Operation, { readonly do: "factory" | "scale" }>;

/** Where programs live. */
export interface ProgramWorld {
  readonly environment: Environment;
  readonly server: ScenarioServer;
  readonly parts: ReplacementParts;
  readonly observe: Observe | undefined;
  readonly informerNamed: (name: string) => SharedIndexInformer;
}

/** Programs that come when a script first speaks of them: scenarios without them are as if there were none. */
export class ProgramActors {
  readonly #world: ProgramWorld;
  readonly #controllers = new Map<string, ExpectantController>();
  #factory: FactoryActor | undefined;

  constructor(world: ProgramWorld) {
    this.#world = world;
  }

  act(operation: ProgramOperation): void {
    switch (operation.do) {
      case "factory":
        this.#factoryMade().act(operation);
        return;
      case "scale":
        this.#controllerOf(operation.informer)?.scale(operation.to);
    }
  }

  /** No answer is waited for. */
  get areAtRest(): boolean {
    for (const { isAtRest } of this.#controllers.values()) if (!isAtRest) return false;
    return true;
  }

  /** When a controller heard last what came of a write of its own; 0 where none did. */
  get lastAnswerAt(): number {
    let last = 0;
    for (const { lastAnswerAt } of this.#controllers.values()) last = Math.max(last, lastAnswerAt);
    return last;
  }

  /** Ends whatever still runs. */
  stop(): void {
    this.#factory?.stop();
    for (const controller of this.#controllers.values()) controller.stop();
  }

  #factoryMade(): FactoryActor {
    const { environment, parts, observe } = this.#world;
    this.#factory ??= new FactoryActor(environment, parts.createFactory, observe);
    return this.#factory;
  }

  /** None for an informer that has stopped: nobody begins to listen to it. */
  #controllerOf(name: string): ExpectantController | undefined {
    const known = this.#controllers.get(name);
    const { environment, server, parts, observe, informerNamed } = this.#world;
    const informer = informerNamed(name);
    if (known !== undefined || informer.isStopped) return known;
    const controller = new ExpectantController({
      informer,
      server,
      clock: environment.clock,
      createExpectations: parts.createExpectations,
      observe,
    });
    this.#controllers.set(name, controller);
    return controller;
  }
}
