import type { Language } from "../../scenario/localized-text.ts";

interface OfKey {
  /** The queue, with its process where there are several, and with the worker where there are several. */
  readonly by: string;
  readonly key: string;
}

/** How the story of a plan is said in one language. */
export interface StoryWords {
  readonly omitted: (count: number) => string;
  readonly again: (times: number, until: string) => string;
  /** Of lines that follow in one order or another. */
  readonly more: (count: number, until: string) => string;
  /** Of a user's write that the server did not do. */
  readonly inVain: string;
  readonly gone: string;
  /** Of objects whose deletion no watch told. */
  readonly tombstones: (keys: readonly string[]) => string;
  readonly changes: (changes: string) => string;
  readonly committed: (by: string, verb: string, what: string) => string;
  readonly fault: string;
  readonly onWatch: (resource: string, client: string) => string;
  readonly watches: (resource: string, client: string, from: string) => string;
  readonly watchEnds: (resource: string, client: string, reason: string) => string;
  readonly onRequest: (request: string, client: string) => string;
  readonly healed: string;
  readonly reconciles: (of: OfKey) => string;
  readonly reconciled: (of: OfKey) => string;
  readonly reconcileFails: (of: OfKey & { readonly error: string }) => string;
  /** A write without an answer that changed nothing, as of a request that never arrived. */
  readonly lost: string;
  readonly lostWhenDone: string;
  readonly lostRead: string;
  readonly at: (resourceVersion: string) => string;
  readonly answered: (client: string, request: string, outcome: string) => string;
}

const writesZh: Readonly<Record<string, string>> = {
  create: "创建",
  update: "更新",
  change: "修改",
  patch: "修改",
  delete: "删除",
};

/** The words of each language. */
export const storyWords: Readonly<Record<Language, StoryWords>> = {
  en: {
    omitted: (count) => `(${count} lines about caches and reads before are left out)`,
    again: (times, until) => `(and so ${times} times more, until ${until})`,
    more: (count, until) => `(and ${count} more like these, until ${until})`,
    inVain: ", in vain",
    gone: "gone",
    tombstones: (keys) => `; handlers get a tombstone of ${keys.join(", ")}`,
    changes: (changes) => ` (${changes})`,
    committed: (by, verb, what) => `${by}: ${verb} ${what}`,
    fault: "fault: ",
    onWatch: (resource, client) => ` on the watch of ${resource} of ${client}`,
    watches: (resource, client, from) => `${client}: watches ${resource} from ${from} on`,
    watchEnds: (resource, client, reason) => `${client}: watch of ${resource} ends (${reason})`,
    onRequest: (request, client) => ` on ${request} of ${client}`,
    healed: "every fault is healed",
    reconciles: ({ by, key }) => `${by}: reconciles ${key}`,
    reconciled: ({ by, key }) => `${by}: reconcile of ${key} ends well`,
    reconcileFails: ({ by, key, error }) => `${by}: reconcile of ${key} fails: ${error}`,
    lost: "no answer, and nothing is changed",
    lostWhenDone: "it is done, and the answer is lost",
    lostRead: "no answer",
    at: (resourceVersion) => ` at ${resourceVersion}`,
    answered: (client, request, outcome) => `${client}: ${request}: ${outcome}`,
  },
  "zh-CN": {
    omitted: (count) => `（此前另有 ${count} 行关于缓存与读取，从略）`,
    again: (times, until) => `（如此又重复 ${times} 次，直到 ${until}）`,
    more: (count, until) => `（此后另有 ${count} 次与此相仿，直到 ${until}）`,
    inVain: "，没有生效",
    gone: "没有了",
    tombstones: (keys) => `；处理器会收到 ${keys.join("、")} 的墓碑`,
    changes: (changes) => `（${changes}）`,
    committed: (by, verb, what) => `${by}：${writesZh[verb] ?? verb} ${what}`,
    fault: "故障：",
    onWatch: (resource, client) => `，落在 ${client} 对 ${resource} 的监听上`,
    watches: (resource, client, from) => `${client}：从 ${from} 起监听 ${resource}`,
    watchEnds: (resource, client, reason) => `${client}：对 ${resource} 的监听结束（${reason}）`,
    onRequest: (request, client) => `，落在 ${client} 的 ${request} 上`,
    healed: "故障全部解除",
    reconciles: ({ by, key }) => `${by}：开始调谐 ${key}`,
    reconciled: ({ by, key }) => `${by}：调谐 ${key} 顺利结束`,
    reconcileFails: ({ by, key, error }) => `${by}：调谐 ${key} 失败：${error}`,
    lost: "没有回答，什么也没改",
    lostWhenDone: "已经做了，回答却丢了",
    lostRead: "没有回答",
    at: (resourceVersion) => `，版本 ${resourceVersion}`,
    answered: (client, request, outcome) => `${client}：${request}：${outcome}`,
  },
};
