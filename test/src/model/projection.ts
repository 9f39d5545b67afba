import { type KubernetesObject, type ListOptions, Selector } from "@informerlab/core";
import type { Projection } from "./informer-model.ts";

const everything: Projection = () => true;

/** The objects that a request asks for. `key` is the request's: `namespace/`, `namespace/name`, `name` or empty. */
export function projectionOf(key: string, { labelSelector }: ListOptions): Projection {
  const slash = key.indexOf("/");
  const namespace = slash > 0 ? key.slice(0, slash) : undefined;
  const selector =
    labelSelector === undefined || labelSelector === "" ? undefined : Selector.parse(labelSelector);
  if (namespace === undefined && selector === undefined) return everything;
  return (object: KubernetesObject) =>
    (namespace === undefined || object.metadata?.namespace === namespace) &&
    (selector === undefined || selector.matches(object.metadata?.labels ?? {}));
}
