import type { InformerModel } from "../../model/informer-model.ts";
import type { LogEntry } from "../../model/server-log.ts";
import { boundInformer, type Invariant, PerName, TouchedNames } from "../invariant.ts";

/** C4: what a reader sees between two steps is the server's state at one revision. */
export const cut: Invariant = {
  id: "C4",
  name: "cut",
  title: {
    en: "At every moment the whole cache is one state that the server had, and these states only move forward.",
    "zh-CN": "任一时刻，整个缓存都是服务器曾有过的某一个状态，且只会向前推进。",
  },
  source: "kubernetes KEP-5647: the in-order, atomic queue; a DeltaFIFO does not promise it",
  binds: ["real", "real-atomic"],
  exceptThrowing: true,
  watch: (judge) => {
    const cuts = new PerName(
      (name) => new CutIndex(judge.model.informers.get(name) as InformerModel),
    );
    const touched = new TouchedNames(judge);
    const insideReplace = new Set<string>();
    const touch = (informerName: string): void => {
      if (boundInformer(judge, cut, informerName) !== undefined) touched.add(informerName);
    };
    return {
      on: {
        "queue.popped": ({ informer, deltas, length }) => {
          if (judge.model.informers.get(informer)?.flavour !== "real") return;
          // Without atomic events a list is applied object by object: until its last one, there is no cut.
          const isReplace = deltas.some(
            ({ type, isTombstone }) => type === "Replaced" || isTombstone === true,
          );
          if (isReplace && length > 0) insideReplace.add(informer);
          else insideReplace.delete(informer);
        },
        "store.changed": ({ informer }) => touch(informer),
        "store.replaced": ({ informer }) => touch(informer),
      },
      askedStepEnd: () => {
        const names = touched.take();
        // The trace of a program alone does not know what the server had.
        if (judge.model.log.isUnknown) return;
        for (const name of names) {
          const informer = judge.model.informers.get(name);
          if (informer === undefined || insideReplace.has(name)) continue;
          judge.reached();
          if (!cuts.of(name).advanceTo(informer)) {
            judge.broken({
              en: `${name}: the cache is in a state that the server never had (${contentText(informer) || "empty"})`,
              "zh-CN": `${name}：缓存处在服务器从未有过的状态（${contentText(informer) || "空"}）`,
            });
          }
        }
      },
    };
  },
};

/**
 * Finds the revision at which the server's state had a given content, by comparing sums of hashes: XOR over the
 * entries, so that one change costs one step.
 */
class CutIndex {
  readonly #informer: InformerModel;
  readonly #positions = new Map<number, number[]>([[0, [0]]]);
  #taken = 0;
  #hash = 0;
  #position = 0;

  constructor(informer: InformerModel) {
    this.#informer = informer;
  }

  /** Moves on to the next position with the informer's content; false when there is none. */
  advanceTo(informer: InformerModel): boolean {
    this.#takeLog();
    let hash = 0;
    for (const { key, revision } of informer.content.values()) hash ^= entryHash(key, revision);
    const found = this.#positions.get(hash)?.find((position) => position >= this.#position);
    if (found === undefined) return false;
    this.#position = found;
    return true;
  }

  #takeLog(): void {
    const { entries } = this.#informer.log.of(this.#informer.resource);
    for (; this.#taken < entries.length; this.#taken++) {
      const entry = entries[this.#taken] as LogEntry;
      const before = this.#informer.serverState(entry.key, entry.revision - 1);
      const after = this.#informer.serverState(entry.key, entry.revision);
      if (before !== undefined) this.#hash ^= entryHash(before.key, before.revision);
      if (after !== undefined) this.#hash ^= entryHash(after.key, after.revision);
      const positions = this.#positions.get(this.#hash);
      if (positions === undefined) this.#positions.set(this.#hash, [this.#taken + 1]);
      else positions.push(this.#taken + 1);
    }
  }
}

function entryHash(key: string, revision: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(revision, 0x9e3779b1);
  for (let index = 0; index < key.length; index++)
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) | 0;
}

function contentText(informer: InformerModel): string {
  const entries = [...informer.content.values()].map(({ key, revision }) => `${key}@${revision}`);
  return entries.slice(0, 6).join(" ") + (entries.length > 6 ? " …" : "");
}
