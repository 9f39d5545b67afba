import { UnknownIndexError } from "@informerlab/core";
import { everyFlavour, type Invariant, type JudgedIndexer } from "../invariant.ts";

const nowhere = "an index that nobody added";

/** I4: a question to an index that does not exist is an error with its name, not an empty answer. */
export const unknownIndex: Invariant = {
  id: "I4",
  name: "unknown-index",
  title: {
    en: "Asking an index that does not exist throws an error that names it.",
    "zh-CN": "查询不存在的索引会抛出指明其名称的错误。",
  },
  source: "client-go tools/cache/thread_safe_store.go: Index with name ... does not exist",
  binds: everyFlavour,
  watch: (judge) => ({
    on: {},
    end: () => {
      for (const name of judge.world?.informerNames ?? []) {
        const indexer = judge.world?.informer(name)?.indexer;
        if (indexer === undefined) continue;
        judge.reached();
        if (!isRefused(indexer))
          judge.broken({
            en: `${name}: an unknown index was answered`,
            "zh-CN": `${name}：查询不存在的索引，竟得到了回答`,
          });
      }
    },
  }),
};

function isRefused(indexer: JudgedIndexer): boolean {
  return [() => indexer.byIndex(nowhere, "x"), () => indexer.indexKeys(nowhere, "x")].every(
    (ask) => {
      try {
        ask();
        return false;
      } catch (error) {
        return error instanceof UnknownIndexError && error.message.includes(nowhere);
      }
    },
  );
}
