import { copyJson, type KubernetesObject, type ListerWatcher } from "@informerlab/core";
import { withCopies } from "../../simulate/informer/copied-objects.ts";

/**
 * The same way to the server, with every object a frozen copy: whoever edits a cached object is told so at the place
 * where it happens, and the server's own state is out of reach.
 */
export function withFrozenCopies<T extends KubernetesObject>(
  inner: ListerWatcher<T>,
): ListerWatcher<T> {
  return withCopies(inner, (object) => freeze(copyJson(object)));
}

function freeze<T>(value: T): T {
  if (value === null || typeof value !== "object") return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
