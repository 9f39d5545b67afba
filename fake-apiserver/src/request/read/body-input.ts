import type { KubernetesObject } from "@informerlab/core";
import { apiVersionOf } from "../../schema/api-version.ts";
import type { Decoded, DecodeTarget, FieldValidation } from "../../schema/decode/decode-input.ts";
import type { RequestBody } from "./resource-request.ts";

/** A body to be understood. */
export interface BodyInput {
  readonly body: RequestBody | undefined;
  readonly definition: DecodeTarget;
  readonly fieldValidation: FieldValidation;
  /** Takes what is said of a body that is refused for what it says it is. */
  readonly warn?: (...texts: readonly string[]) => void;
}

/** An object as a caller in this process handed it over, where objects are taken as they are. */
export function takenAsIs(
  { kind, apiVersion, ...rest }: KubernetesObject,
  definition: DecodeTarget,
): Decoded {
  return {
    object: {
      kind: kind ?? definition.kind,
      apiVersion: apiVersion ?? apiVersionOf(definition),
      ...rest,
    },
    warnings: [],
  };
}
