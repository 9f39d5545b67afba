import type { KubernetesObject } from "@informerlab/core";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";

/** Another object that a plugin wants written once all have agreed: the usage of a quota. */
export interface Charge {
  readonly definition: ResourceDefinition;
  readonly object: KubernetesObject;
  readonly subresource: string;
}

/** What a webhook answered, kept while the request is asked again from the beginning. */
export type KeptReplies = Map<string, unknown>;

/** What admission noticed about one request, besides letting it pass or not. */
export class Findings {
  readonly #warnings = new Set<string>();
  readonly #audit = new Map<string, string>();
  readonly #charges: Charge[] = [];
  /** Answers from the network; they outlive {@link Findings.clear}. */
  readonly replies: KeptReplies = new Map();

  /** Texts of Warning headers, each once. */
  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  /** Annotations of the audit event. */
  get audit(): ReadonlyMap<string, string> {
    return this.#audit;
  }

  warn(...texts: readonly string[]): void {
    for (const text of texts) this.#warnings.add(text);
  }

  /** The first value of a key stays, as in the real audit log. */
  annotate(key: string, value: string): void {
    if (!this.#audit.has(key)) this.#audit.set(key, value);
  }

  charge(charge: Charge): void {
    this.#charges.push(charge);
  }

  /** The writes asked for so far, which are the caller's from now on. */
  takeCharges(): readonly Charge[] {
    return this.#charges.splice(0);
  }

  /** Before a request is looked at once more. */
  clear(): void {
    this.#warnings.clear();
    this.#audit.clear();
    this.#charges.length = 0;
  }
}
