import {
  type KubernetesObject,
  Lister,
  type Selector,
  type SharedIndexInformer,
} from "@informerlab/core";

export type CreateLister = (indexer: SharedIndexInformer["indexer"]) => Lister;

/** What a lister of that cache answers to a label selector. */
export function selectFrom(
  indexer: SharedIndexInformer["indexer"],
  selector: Selector,
  createLister: CreateLister = newLister,
): readonly KubernetesObject[] {
  return createLister(indexer).list(selector);
}

function newLister(indexer: SharedIndexInformer["indexer"]): Lister {
  return new Lister(indexer, { group: "", resource: "" });
}
