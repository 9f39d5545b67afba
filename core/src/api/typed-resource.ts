import type { KubernetesObject } from "./object.ts";
import type { ApiResource } from "./resource.ts";

/** A resource whose objects have a known type: what informers and listers take their types from. */
export interface TypedResource<T extends KubernetesObject = KubernetesObject> extends ApiResource {
  /** Carries the type; never there. */
  readonly __object?: T;
}
