import type { KubernetesObject } from "@informerlab/core";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import type { AdmissionPlugin, AdmissionTarget } from "./admission-plugin.ts";
import type { AdmissionRequest } from "./admission-request.ts";
import type { AdmissionView } from "./admission-view.ts";

/** The plugins that have something to say about one kind of request. */
interface Plan {
  readonly mutating: readonly AdmissionPlugin[];
  readonly validating: readonly AdmissionPlugin[];
}

/** The chain of plugins: all that mutate, in order, then all that validate. */
export class Admission {
  readonly #plugins: AdmissionPlugin[];
  /** By definition, then by subresource and operation. */
  #plans = new WeakMap<ResourceDefinition, Map<string, Plan>>();

  constructor(plugins: readonly AdmissionPlugin[] = []) {
    this.#plugins = [...plugins];
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
    // Once more from the beginning, where a webhook changed what others had seen.
    do {
      for (const plugin of mutating) {
        const object = plugin.mutate?.(current, view) ?? current.object;
        if (object !== current.object) current = { ...current, object };
      }
    } while (asked.findings.beginSecondRound());
    return current.object;
  }

  /** Asks those that would change an object, where there is none to change: a deletion. @throws StatusError */
  admitDeletion(asked: AdmissionRequest, view: AdmissionView): void {
    for (const plugin of this.#planOf(asked).mutating) plugin.mutate?.(asked, view);
    this.validate(asked, view);
  }

  /** @throws StatusError of the first plugin that refuses. */
  validate(asked: AdmissionRequest, view: AdmissionView): void {
    for (const plugin of this.#planOf(asked).validating) plugin.validate?.(asked, view);
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
