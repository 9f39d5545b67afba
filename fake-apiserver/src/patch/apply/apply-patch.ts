import type { KubernetesObject } from "@informerlab/core";
import type { ResourceDefinition } from "../../resources/resource-definition.ts";

/** One server-side apply. */
export interface ApplyInput {
  readonly definition: ResourceDefinition;
  /** The stored object in this version; undefined when the apply creates it. */
  readonly live: KubernetesObject | undefined;
  /** The request body: YAML or JSON text, or a value. */
  readonly patch: string | object;
  readonly manager: string;
  /** Take fields over from other managers instead of a conflict. */
  readonly force: boolean;
  /** Empty for the resource itself. */
  readonly subresource: string;
  /** Of the path: what the patch must agree with. */
  readonly name: string;
  readonly namespace: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Merges an applied configuration into the live object: fields the manager left out and alone owned go, the
 * others stay; the result has new managedFields and is not yet defaulted, prepared or validated.
 *
 * @throws StatusError 409 with one cause per conflicting field; 400 and 500 for what is no configuration.
 */
export function applyPatch(input: ApplyInput): KubernetesObject {
  throw new Error(`not yet: ${input.manager}`);
}
