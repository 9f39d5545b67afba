import {
  FieldSelector,
  type KubernetesObject,
  type ListOptions,
  type ListScope,
} from "@informerlab/core";
import type { Projection } from "./informer-model.ts";
import { labelMeaning } from "./label-meaning.ts";

const everything: Projection = () => true;

/** The objects that a request asks for. `key` is the request's: `namespace/`, `namespace/name`, `name` or empty. */
export function projectionOf(key: string, { labelSelector }: ListOptions): Projection {
  const slash = key.indexOf("/");
  const namespace = slash > 0 ? key.slice(0, slash) : undefined;
  const isMeant =
    labelSelector === undefined || labelSelector === "" ? undefined : labelMeaning(labelSelector);
  if (namespace === undefined && isMeant === undefined) return everything;
  return (object: KubernetesObject) =>
    (namespace === undefined || object.metadata?.namespace === namespace) &&
    (isMeant === undefined || isMeant(object.metadata?.labels ?? {}));
}

/** The same with a field selector. Undefined where it asks for a field that only the server knows how to read. */
export function viewOf(key: string, options: ListOptions): Projection | undefined {
  const inScope = projectionOf(key, options);
  const { fieldSelector = "" } = options;
  if (fieldSelector === "") return inScope;
  const selector = FieldSelector.parse(fieldSelector);
  if (selector.requirements.some(({ field }) => !fieldsOfAll.has(field))) return undefined;
  return (object) =>
    inScope(object) && selector.matches((field) => fieldsOfAll.get(field)?.(object) ?? "");
}

/** The objects that an informer says it reads. Undefined as for {@link viewOf}. */
export function projectionOfScope(scope: ListScope = {}): Projection | undefined {
  const { namespace, ...selectors } = scope;
  return viewOf(namespace === undefined ? "" : `${namespace}/`, selectors);
}

const fieldsOfAll = new Map<string, (object: KubernetesObject) => string | undefined>([
  ["metadata.name", ({ metadata }) => metadata?.name],
  ["metadata.namespace", ({ metadata }) => metadata?.namespace],
]);
