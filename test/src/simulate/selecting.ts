import {
  type KubernetesObject,
  Lister,
  type Selector,
  type SharedIndexInformer,
} from "@informerlab/core";

export type CreateLister = (indexer: SharedIndexInformer["indexer"]) => Lister;

/** What a lister of that cache answers to a label selector, for one namespace or, with none, for all. */
export function selectFrom(
  indexer: SharedIndexInformer["indexer"],
  { selector, namespace }: { readonly selector: Selector; readonly namespace: string | undefined },
  createLister: CreateLister = newLister,
): readonly KubernetesObject[] {
  const lister = createLister(indexer);
  return namespace === undefined
    ? lister.list(selector)
    : lister.byNamespace(namespace).list(selector);
}

function newLister(indexer: SharedIndexInformer["indexer"]): Lister {
  return new Lister(indexer, { group: "", resource: "" });
}
