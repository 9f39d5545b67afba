import type { TraceFact } from "@informerlab/core/trace";

/** How a fact is said in one language; a kind that is missing is told by its name. */
export type FactWords = {
  readonly [Kind in TraceFact["kind"]]?: (
    fact: Extract<TraceFact, { readonly kind: Kind }>,
    /** `name@version` of the object that the fact is about; empty without one. */
    named: string,
  ) => string;
};

/** An object as `key@resourceVersion`. */
export function objectText({
  key,
  resourceVersion,
}: {
  readonly key: string;
  readonly resourceVersion?: string;
}): string {
  return resourceVersion === undefined ? key : `${key}@${resourceVersion}`;
}

type Popped = Extract<TraceFact, { readonly kind: "queue.popped" }>;

/** What left a queue: `Added n1@3, tombstone n2@2`, with the language's word for a tombstone. */
export function deltasText({ deltas }: Popped, tombstone: string, comma: string): string {
  return deltas
    .map(({ type, ref, isTombstone }) =>
      `${isTombstone ? tombstone : type} ${ref === undefined ? "" : objectText(ref)}`.trimEnd(),
    )
    .join(comma);
}
