import type { KubernetesObject } from "@informerlab/core";
import type { ResourceRequest } from "./resource-request.ts";

/** What an admission plugin is asked about. */
export interface AdmissionRequest {
  readonly request: ResourceRequest;
  readonly operation: "CREATE" | "UPDATE" | "DELETE" | "CONNECT";
  /** The new state; undefined for deletions. */
  readonly object: KubernetesObject | undefined;
  /** The state before; undefined for creates. */
  readonly old: KubernetesObject | undefined;
  readonly isDryRun: boolean;
}

/** A plugin as a plain function. Throw a `StatusError` to refuse; return an object to change the request's. */
export interface AdmissionPlugin {
  readonly name: string;
  mutate?(request: AdmissionRequest): KubernetesObject | undefined;
  validate?(request: AdmissionRequest): void;
}

/** The chain of plugins: all that mutate, in order, then all that validate. */
export class Admission {
  readonly #plugins: AdmissionPlugin[] = [];

  constructor(plugins: readonly AdmissionPlugin[] = []) {
    this.#plugins.push(...plugins);
  }

  get isEmpty(): boolean {
    return this.#plugins.length === 0;
  }

  /** Adds a plugin at the end; the returned function removes it. */
  add(plugin: AdmissionPlugin): () => void {
    this.#plugins.push(plugin);
    return () => {
      const index = this.#plugins.indexOf(plugin);
      if (index >= 0) this.#plugins.splice(index, 1);
    };
  }

  /** The object after all plugins changed it. */
  mutate(request: AdmissionRequest & { readonly object: KubernetesObject }): KubernetesObject {
    let { object } = request;
    for (const plugin of this.#plugins) object = plugin.mutate?.({ ...request, object }) ?? object;
    return object;
  }

  /** @throws StatusError of the first plugin that refuses. */
  validate(request: AdmissionRequest): void {
    for (const plugin of this.#plugins) plugin.validate?.(request);
  }
}
