import type { KubernetesObject } from "@informerlab/core";
import { Interruption } from "../codec/interruption.ts";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import type { AdmissionPlugin, AdmissionTarget } from "./admission-plugin.ts";
import type { AdmissionRequest } from "./admission-request.ts";
import type { AdmissionView } from "./admission-view.ts";
import type { AdmissionStep, TakenStep } from "./count-steps.ts";

/** The plugins that have something to say about one kind of request. */
interface Plan {
  readonly mutating: readonly AdmissionPlugin[];
  readonly validating: readonly AdmissionPlugin[];
}

/** The chain of plugins: all that mutate, in order, then all that validate. */
export class Admission {
  readonly #plugins: AdmissionPlugin[];
  readonly #taken: ((view: AdmissionView, step: TakenStep) => void) | undefined;
  /** By definition, then by subresource and operation. */
  #plans = new WeakMap<ResourceDefinition, Map<string, Plan>>();

  /** @param taken told of each half of the chain that was passed, or that refused */
  constructor(
    plugins: readonly AdmissionPlugin[] = [],
    taken?: (view: AdmissionView, step: TakenStep) => void,
  ) {
    this.#plugins = [...plugins];
    this.#taken = taken;
  }

  /** Names of the plugins, in their order. */
  get names(): readonly string[] {
    return this.#plugins.map(({ name }) => name);
  }

  /** Adds a plugin at the end; the returned function removes it. */
  add(plugin: AdmissionPlugin): () => void {
    this.#plugins.push(plugin);
    this.#plans = new WeakMap();
    return () => {
      const index = this.#plugins.indexOf(plugin);
      if (index >= 0) this.#plugins.splice(index, 1);
      this.#plans = new WeakMap();
    };
  }

  /** The object after all plugins changed it. @throws StatusError of the first that refuses */
  mutate(
    asked: AdmissionRequest & { readonly object: KubernetesObject },
    view: AdmissionView,
  ): KubernetesObject {
    const { mutating } = this.#planOf(asked);
    let current = asked;
    this.#take("admit", asked, view, (asking) => {
      // Once more from the beginning, where a webhook changed what others had seen.
      do {
        for (const plugin of mutating) {
          asking(plugin);
          const object = plugin.mutate?.(current, view) ?? current.object;
          if (object !== current.object) current = { ...current, object };
        }
      } while (asked.findings.beginSecondRound());
    });
    return current.object;
  }

  /** Asks those that would change an object, where there is none to change: a deletion. @throws StatusError */
  admitDeletion(asked: AdmissionRequest, view: AdmissionView): void {
    this.#take("admit", asked, view, (asking) => {
      for (const plugin of this.#planOf(asked).mutating) {
        asking(plugin);
        plugin.mutate?.(asked, view);
      }
    });
    this.validate(asked, view);
  }

  /** @throws StatusError of the first plugin that refuses. */
  validate(asked: AdmissionRequest, view: AdmissionView): void {
    this.#take("validate", asked, view, (asking) => {
      for (const plugin of this.#planOf(asked).validating) {
        asking(plugin);
        plugin.validate?.(asked, view);
      }
    });
  }

  /** One half of the chain, of which is told what became of it; not where it has to be asked again. */
  #take(
    step: AdmissionStep,
    { operation }: AdmissionRequest,
    view: AdmissionView,
    run: (asking: (plugin: AdmissionPlugin) => void) => void,
  ): void {
    const taken = this.#taken;
    let last = "";
    const asking = (plugin: AdmissionPlugin): void => {
      last = plugin.name;
    };
    if (taken === undefined) {
      run(asking);
      return;
    }
    const begunAt = view.now;
    const tell = (refusedBy: string | undefined): void => {
      const seconds = (view.now - begunAt) / 1000;
      taken(view, { operation, step, names: this.names, refusedBy, seconds });
    };
    try {
      run(asking);
    } catch (error) {
      if (!(error instanceof Interruption)) tell(last);
      throw error;
    }
    tell(undefined);
  }

  #planOf({ request, operation }: AdmissionRequest): Plan {
    const { definition, subresource } = request;
    let plans = this.#plans.get(definition);
    if (plans === undefined) {
      plans = new Map();
      this.#plans.set(definition, plans);
    }
    const key = subresource === "" ? operation : `${operation} ${subresource}`;
    let plan = plans.get(key);
    if (plan === undefined) {
      const target: AdmissionTarget = { definition, subresource, operation };
      const chosen = this.#plugins.filter((plugin) => plugin.handles?.(target) ?? true);
      plan = {
        mutating: chosen.filter(({ mutate }) => mutate !== undefined),
        validating: chosen.filter(({ validate }) => validate !== undefined),
      };
      plans.set(key, plan);
    }
    return plan;
  }
}
