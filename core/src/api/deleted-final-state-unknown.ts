import type { KubernetesObject } from "./object.ts";

/**
 * A tombstone (DL-3): the deletion was inferred from the object's absence in a list, so its final state was never
 * seen. `object` is the last state known, possibly stale, or undefined.
 *
 * @see client-go tools/cache/delta_fifo.go
 */
export class DeletedFinalStateUnknown<T extends KubernetesObject = KubernetesObject> {
  readonly key: string;
  readonly object: T | undefined;

  constructor(key: string, object: T | undefined) {
    this.key = key;
    this.object = object;
  }
}
