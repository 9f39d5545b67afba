import {
  type Environment,
  type GroupVersionResource,
  type InformerClient,
  type KubernetesObject,
  type ListerWatcherOptions,
  SharedIndexInformer,
  type SharedIndexInformerOptions,
  SharedInformerFactory,
  type SharedInformerFactoryOptions,
} from "@informerlab/core";
import type { Observe } from "../../invariants/observation.ts";
import type { FactoryAct } from "../../scenario/scenario.ts";
import { awaitWithin } from "../informer/step-promise.ts";
import type { ReplacementParts } from "../replacement-parts.ts";
import { CountedStop } from "./counted-stop.ts";

/** What the program wants of every informer of its factory. */
export const factorySettings: Pick<
  SharedInformerFactoryOptions,
  "namespace" | "resyncPeriodMs" | "pageSize" | "tweakListOptions" | "transform"
> & { readonly customResyncMs: { readonly configmaps: number } } = {
  namespace: "default",
  resyncPeriodMs: 30_000,
  customResyncMs: { configmaps: 7000 },
  pageSize: 50,
  tweakListOptions: (options) => ({ ...options, labelSelector: "zone=a" }),
  transform: (object) => ({ ...object, kind: "Trimmed" }),
};

/** A program's factory of shared informers: who is shared, who runs, who is stopped by what. */
export class FactoryActor {
  readonly #factory: SharedInformerFactory;
  readonly #signal = new CountedStop();
  readonly #asked = new Map<string, { stop(): void }>();
  readonly #observe: Observe | undefined;
  /** What the client was asked for last. */
  #wanted: ListerWatcherOptions | undefined;

  constructor(
    environment: Environment,
    createFactory: ReplacementParts["createFactory"],
    observe: Observe | undefined,
  ) {
    const { clock, random, scheduler } = environment;
    // Its informers are none of the scenario's: no facts tell of them.
    const own: Environment = { clock, random, scheduler, trace: { emit: undefined } };
    const settings = { ...factorySettings, environment: own };
    // Its server never answers: what a factory does with its informers is its own affair.
    const client: InformerClient = {
      listerWatcherFor: (_environment, wanted) => {
        this.#wanted = wanted;
        return { list: () => () => undefined, watch: () => () => undefined };
      },
    };
    this.#factory =
      createFactory?.(client, settings) ?? new SharedInformerFactory(client, settings);
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
        // What settles after the run keeps all of it until then, and among many runs there is no then.
        awaitWithin(
          () => this.#factory.shutdown(),
          () => this.#observe?.({ kind: "factory.saw-end" }),
        );
    }
    this.#observe?.({ kind: "factory.acted", act });
  }

  #ask(resource: GroupVersionResource): void {
    const name = `${resource.group}/${resource.version}/${resource.resource}`;
    const { resource: known } = this.#factory.forResource(resource);
    const create = (
      environment: Environment,
      options: SharedIndexInformerOptions<KubernetesObject>,
    ): SharedIndexInformer => {
      const isNamespaced = known.isNamespaced !== false;
      const wanted = this.#wanted;
      this.#observe?.({ kind: "factory.made", resource: name, isNamespaced, options, wanted });
      return new SharedIndexInformer(environment, options);
    };
    const informer = this.#factory.informerFor(known, create);
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
