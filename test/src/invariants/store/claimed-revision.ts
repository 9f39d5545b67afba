import type { InformerModel } from "../../model/informer-model.ts";
import type { LocalizedText } from "../../scenario/localized-text.ts";
import {
  boundInformer,
  type Invariant,
  type Judge,
  PerName,
  TouchedNames,
  type Watcher,
} from "../invariant.ts";

interface Claim {
  /** Log entries of the resource that were checked, by position. */
  checked: number;
  isInsideReplace: boolean;
  readonly pending: Set<string>;
}

/**
 * Compares the cache with the revision that it claims, key by key, at the end of each step in which one of both
 * moved. Without atomic events the claim does not hold while a list is applied, nor does the store claim anything.
 */
export function watchClaims(
  judge: Judge,
  invariant: Invariant,
  problemOf: (informer: InformerModel, key: string) => LocalizedText | undefined,
): Watcher {
  const claims = new PerName<Claim>(() => ({
    checked: 0,
    isInsideReplace: false,
    pending: new Set(),
  }));
  const moved = new TouchedNames(judge);
  const touch = (name: string, key?: string): void => {
    if (boundInformer(judge, invariant, name) === undefined) return;
    moved.add(name);
    if (key !== undefined) claims.of(name).pending.add(key);
  };
  return {
    on: {
      "queue.popped": ({ informer, deltas, length }) => {
        const isReplace = deltas.some(
          ({ type, isTombstone }) => type === "Replaced" || isTombstone === true,
        );
        claims.of(informer).isInsideReplace = isReplace && length > 0;
      },
      "store.changed": ({ informer, ref }) => touch(informer, ref.key),
      "store.replaced": ({ informer, refs }) => {
        for (const { key } of refs) touch(informer, key);
        touch(informer);
      },
      "store.bookmarked": ({ informer }) => touch(informer),
    },
    askedStepEnd: () => {
      const names = moved.take();
      // The trace of a program alone does not know what the server had.
      if (judge.model.log.isUnknown) return;
      for (const name of names) {
        const informer = judge.model.informers.get(name);
        const claim = claims.of(name);
        if (informer === undefined || claim.isInsideReplace || !(informer.claimed > 0)) continue;
        takeLog(informer, claim);
        for (const key of claim.pending) {
          judge.reached();
          const problem = problemOf(informer, key);
          if (problem !== undefined) judge.broken(problem);
        }
        claim.pending.clear();
      }
    },
  };
}

/** Keys whose changes the claim has come to cover must be compared, too. */
function takeLog(informer: InformerModel, claim: Claim): void {
  const { entries } = informer.log.of(informer.resource);
  for (let entry = entries[claim.checked]; entry !== undefined; entry = entries[claim.checked]) {
    if (entry.revision > informer.claimed) break;
    claim.pending.add(entry.key);
    claim.checked += 1;
  }
}
