import type { KubernetesObject } from "@informerlab/core";
import type { Decoded, FieldValidation } from "../resources/decode-object.ts";
import type { ResourceDefinition } from "../resources/resource-definition.ts";

/** The three patches that say what to change; apply (`apply/`) says what should be. */
export type PatchType = "json" | "merge" | "strategic";

/** A patch of one object. */
export interface PatchInput {
  readonly type: PatchType;
  /** The body of the request, as text (JSON or YAML) or as a value. */
  readonly patch: string | object;
  /** The object as this version shows it, with apiVersion and kind. */
  readonly current: KubernetesObject;
  readonly definition: ResourceDefinition;
  readonly fieldValidation: FieldValidation;
}

/**
 * Applies a patch: the result is decoded by the schema but not defaulted, prepared or validated, and its
 * managedFields are what the patch left.
 *
 * @throws StatusError 400, 415, 422 or 500 with the real server's text.
 */
export function patchObject(input: PatchInput): Decoded {
  throw new Error(`not yet: ${input.type}`);
}
