import type { KubernetesObject } from "@informerlab/core";
import type { DecodeTarget } from "../../schema/decode/decode-input.ts";
import type { ExpressionVariables } from "../policies/expressions.ts";

/** What a mutation changes. */
export interface Mutated {
  /** In the version that the policy sees. */
  readonly object: KubernetesObject;
  /** The kind of the object, which may be a part of a resource; undefined for the options of a connection. */
  readonly target: DecodeTarget | undefined;
  readonly variables: ExpressionVariables;
}

/** What keeps a mutation from being made; unless the policy fails open, the request is refused for it. */
export class MutationError extends Error {
  override readonly name = "MutationError";
}
