import type { InformerModel } from "../../model/informer-model.ts";
import { revisionOf } from "../../model/revision.ts";
import type { LocalizedText } from "../../scenario/localized-text.ts";
import {
  everyFlavour,
  hadTimeSince,
  type Invariant,
  type Judge,
  type JudgedIndexer,
  type JudgedInformer,
  PerName,
} from "../invariant.ts";

/** C10: who waited for a version finds it in the cache, and nobody waits for ever. */
export const writeBarrier: Invariant = {
  id: "C10",
  name: "write-barrier",
  title: {
    en: "Whoever waited for a version finds the cache complete up to it; who gives up is told at once; when all is quiet nobody waits any more.",
    "zh-CN":
      "等到某个版本的人，会发现缓存已完整到该版本；放弃等待的人立即得知；一切平静时无人仍在等待。",
  },
  source: "kubernetes KEP-5647: reading one's own writes",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => {
    const waiting = new PerName(() => new Map<number, number>());
    const givenUp = new Set<string>();
    /** Since when the cache has held what somebody waits for; NaN while it does not. */
    const behind = new Map<string, number>();
    const checkLate = (name: string): void => {
      const revisions = [...waiting.of(name).keys()];
      const live = judge.world?.informer(name);
      if (revisions.length === 0 || live?.isRunning !== true) {
        behind.delete(name);
        return;
      }
      const isThere = revisions.some((revision) => isReached(judge, name, live, revision));
      const since = behind.get(name);
      if (!isThere || since === undefined || Number.isNaN(since)) {
        behind.set(name, isThere ? judge.now : Number.NaN);
        return;
      }
      if (hadTimeSince(judge, live, since))
        judge.broken({
          en: `${name}: the cache holds what somebody waits for, who is not told`,
          "zh-CN": `${name}：缓存里已有别人在等的内容，却没有告知等待者`,
        });
    };
    const isOver = (informer: string, revision: number): void => {
      const own = waiting.of(informer);
      const left = (own.get(revision) ?? 0) - 1;
      if (left > 0) own.set(revision, left);
      else own.delete(revision);
    };
    return {
      on: {},
      see: {
        "program.waits": ({ informer, revision }) => {
          const own = waiting.of(informer);
          own.set(revision, (own.get(revision) ?? 0) + 1);
          if (!behind.has(informer)) behind.set(informer, Number.NaN);
          judge.askForStepEnd();
        },
        "program.gives-up": ({ informer }) => {
          givenUp.add(informer);
          judge.askForStepEnd();
        },
        "program.gave-up": ({ informer, revision }) => {
          givenUp.delete(informer);
          isOver(informer, revision);
        },
        "program.waited": ({ informer, revision }) => {
          isOver(informer, revision);
          const model = judge.model.informers.get(informer);
          const indexer = judge.world?.informer(informer)?.indexer;
          if (model === undefined || indexer === undefined) return;
          judge.reached();
          const problem = gapBelow(model, indexer, revision);
          if (problem !== undefined)
            judge.broken({
              en: `${informer}: the wait for ${revision} is over, but ${problem.en}`,
              "zh-CN": `${informer}：对版本 ${revision} 的等待已结束，但${problem["zh-CN"]}`,
            });
        },
      },
      askedStepEnd: () => {
        for (const name of behind.keys()) checkLate(name);
        if (behind.size > 0) judge.askForStepEnd();
        if (givenUp.size === 0) return;
        for (const name of givenUp)
          judge.broken({
            en: `${name}: a wait was given up and is not over`,
            "zh-CN": `${name}：一次等待已被放弃，却没有结束`,
          });
        givenUp.clear();
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const [name, revisions] of waiting.entries()) {
          const live = judge.world?.informer(name);
          const revision = [...revisions.keys()].find((one) => isEndless(judge, name, live, one));
          if (revision === undefined) continue;
          judge.broken({
            en: `${name}: all is quiet and the wait for ${revision} never ended`,
            "zh-CN": `${name}：一切平静，对版本 ${revision} 的等待却始终没有结束`,
          });
        }
      },
    };
  },
};

/** When all is quiet: nothing is to come that could end the wait. */
function isEndless(
  judge: Judge,
  name: string,
  live: JudgedInformer | undefined,
  revision: number,
): boolean {
  if (live?.isRunning !== true) return false;
  if (isReached(judge, name, live, revision)) return true;
  // Behind a selector the newest write may be one that is never seen here, and of other kinds a bookmark tells.
  const model = judge.model.informers.get(name);
  if (model === undefined || !live.seesAll) return false;
  return model.log.of(model.resource).entries.some((entry) => entry.revision === revision);
}

/** The cache says itself that it is complete up to a revision. */
function isReached(judge: Judge, name: string, live: JudgedInformer, revision: number): boolean {
  if (!live.hasSynced) return false;
  if (live.program.queue === "real-atomic")
    return revisionOf(live.indexer.lastStoreSyncResourceVersion) >= revision;
  const model = judge.model.informers.get(name);
  return model?.queue.length === 0 && revisionOf(live.lastSyncResourceVersion) >= revision;
}

/** What the cache lacks of a revision, or still has; undefined when nothing. */
function gapBelow(
  model: InformerModel,
  indexer: JudgedIndexer,
  revision: number,
): LocalizedText | undefined {
  const keys = new Set(
    model.log
      .of(model.resource)
      .entries.filter((entry) => entry.revision <= revision)
      .map(({ key }) => key),
  );
  for (const key of keys) {
    const expected = model.serverState(key, revision);
    const cached = revisionOf(indexer.getByKey(key)?.metadata?.resourceVersion);
    if (expected === undefined) {
      if (cached <= revision)
        return {
          en: `${key}@${cached} is cached, and was gone by then`,
          "zh-CN": `缓存里还有 ${key}@${cached}，而那时它已经消失`,
        };
    } else if (Number.isNaN(cached)) {
      const wasLeft = model.log
        .of(model.resource)
        .ofKey(key)
        .some(
          (entry) =>
            entry.revision > revision && !(entry.verb !== "delete" && model.matches(entry.object)),
        );
      if (!wasLeft)
        return {
          en: `${key}@${expected.revision} is not cached`,
          "zh-CN": `缓存里没有 ${key}@${expected.revision}`,
        };
    } else if (cached < expected.revision) {
      return {
        en: `${key} is cached at ${cached}; by then it was at ${expected.revision}`,
        "zh-CN": `缓存里的 ${key} 是版本 ${cached}，而那时它已是 ${expected.revision}`,
      };
    }
  }
  return undefined;
}
