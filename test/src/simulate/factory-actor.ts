import {
  type Environment,
  type GroupVersionResource,
  type InformerClient,
  SharedInformerFactory,
} from "@informerlab/core";
import type { Observe } from "../invariants/observation.ts";
import type { FactoryAct } from "../scenario/scenario.ts";
import { CountedStop } from "./counted-stop.ts";
import type { ReplacementParts } from "./replacement-parts.ts";

/** A server that never answers: what a factory does with its informers is its own affair. */
const silentClient: InformerClient = {
  listerWatcherFor: () => ({ list: () => () => undefined, watch: () => () => undefined }),
};

/** A program's factory of shared informers: who is shared, who runs, who is stopped by what. */
export class FactoryActor {
  readonly #factory: SharedInformerFactory;
  readonly #signal = new CountedStop();
  readonly #asked = new Map<string, { stop(): void }>();
  readonly #observe: Observe | undefined;

  constructor(
    environment: Environment,
    createFactory: ReplacementParts["createFactory"],
    observe: Observe | undefined,
  ) {
    const { clock, random, scheduler } = environment;
    // Its informers are none of the scenario's: no facts tell of them.
    const own: Environment = { clock, random, scheduler, trace: { emit: undefined } };
    this.#factory =
      createFactory?.(silentClient, { environment: own }) ??
      new SharedInformerFactory(silentClient, { environment: own });
    this.#observe = observe;
  }

  act({ act, resource = "nodes", version = "v1" }: FactoryAct): void {
    switch (act) {
      case "ask":
        this.#ask(resourceOf(resource, version));
        break;
      case "start":
        this.#factory.start();
        break;
      case "start-with-signal":
        this.#factory.start(this.#signal);
        break;
      case "give-signal":
        this.#signal.give();
        break;
      case "shut-down":
        void this.#factory.shutdown();
    }
    this.#observe?.({ kind: "factory.acted", act });
  }

  #ask(resource: GroupVersionResource): void {
    const informer = this.#factory.informerFor(resource);
    const name = `${resource.group}/${resource.version}/${resource.resource}`;
    this.#asked.set(name, informer);
    this.#observe?.({ kind: "factory.asked", resource: name, informer });
  }

  /** Ends whatever still runs. */
  stop(): void {
    for (const informer of this.#asked.values()) informer.stop();
  }
}

function resourceOf(name: string, version: string): GroupVersionResource {
  const [resource = "", ...group] = name.split(".");
  return { group: group.join("."), version, resource };
}
