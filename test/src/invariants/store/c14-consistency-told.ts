import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import type { ConsistencyAnswer, Invariant } from "../invariant.ts";

/** C14: the detector of caches that differ tells just what differs. */
export const consistencyTold: Invariant = {
  id: "C14",
  name: "consistency-told",
  title: {
    en: "A check of a cache against a list of the version that it claims tells exactly what is missing, what is too much and what is different, by the cache as it was when it was asked.",
    "zh-CN":
      "把缓存与它所声称版本的列表相比较时，如实指出缺少什么、多出什么、哪些不同，以提问那一刻的缓存为准。",
  },
  source: "client-go tools/cache/reflector_data_consistency_detector.go",
  binds: ["real-atomic"],
  watch: (judge) => ({
    on: {},
    end: (isQuiet) => {
      if (!isQuiet) return;
      for (const name of judge.world?.informerNames ?? []) {
        const live = judge.world?.informer(name);
        if (live?.isRunning !== true || live.throws || live.program.queue !== "real-atomic")
          continue;
        const answer = judge.world?.checkConsistency(name);
        if (answer === undefined) continue;
        if (answer.listed !== undefined) judge.reached();
        const problem = problemOf(answer);
        if (problem !== undefined) judge.broken(saidOf(name, problem));
      }
    },
  }),
};

function problemOf({ cached, listed, told }: ConsistencyAnswer): LocalizedText | undefined {
  if (told === "nothing")
    return {
      en: "somebody asked whether the cache is as the server has it, and was never told",
      "zh-CN": "有人问缓存是否与服务器一致，却一直没有得到答复",
    };
  if (listed === undefined && told === undefined) return undefined;
  const [is, right] = [told, listed && differencesOf(cached, listed)].map((one) =>
    one === undefined ? "-" : textOf(one),
  );
  if (is === right) return undefined;
  return {
    en: `of its cache and a list ${right} differ (missing; extra; different), and it is told: ${is}`,
    "zh-CN": `缓存与列表的差别（缺少；多出；不同）是 ${right}，得到的答复却是：${is}`,
  };
}

interface Differences {
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  readonly different: readonly string[];
}

function differencesOf(
  cached: ReadonlyMap<string, string>,
  listed: ReadonlyMap<string, string>,
): Differences {
  return {
    missing: [...listed.keys()].filter((key) => !cached.has(key)),
    extra: [...cached.keys()].filter((key) => !listed.has(key)),
    different: [...listed].flatMap(([key, digest]) =>
      cached.has(key) && cached.get(key) !== digest ? [key] : [],
    ),
  };
}

function textOf({ missing, extra, different }: Differences): string {
  return [missing, extra, different].map((keys) => keys.toSorted().join(",")).join(";");
}
