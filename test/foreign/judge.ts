import type { JournalEntry } from "@informerlab/fake-apiserver";
import type { LocalizedText } from "../src/scenario/localized-text.ts";
import type { DriverLine } from "./driver-process.ts";

/** What was seen of one informer in one scenario. */
export interface Observation {
  readonly lines: readonly DriverLine[];
  readonly requests: readonly JournalEntry[];
  /** When trouble began and ended, milliseconds since the epoch. */
  readonly troubleAt: number;
  readonly healedAt: number;
  /** When the cache was as the server; undefined: never. */
  readonly agreedAt: number | undefined;
  /** What the server and the cache held at the end. */
  readonly wanted: readonly string[];
  readonly cached: readonly string[] | undefined;
  readonly stop: StopObservation;
  /** Why the whole program ended, if it did. */
  readonly end: string | undefined;
}

/** What followed when the informer was told to stop. */
export interface StopObservation {
  readonly hasReturned: boolean;
  /** Requests that came later than a moment after it. */
  readonly requestsAfter: readonly string[];
  /** Watches that are open seconds later. */
  readonly openAfter: number;
}

/** What is wrong, in a few words each; the first decides the cell. */
export type Problem = {
  readonly kind: "dead" | "blind" | "crash" | "grammar" | "stop" | "hot" | "impolite";
  readonly text: LocalizedText;
};

/** More requests than this in five seconds are a hot loop: one every 200 ms. client-go makes about four. */
const requestsInTroubleMax = 25;

/** Judges what was seen, worst first. */
export function judge(
  seen: Observation,
  expected: {
    readonly keepsPosition: boolean;
    readonly retryAfterSeconds: number | undefined;
    readonly stops: boolean;
    readonly isSilent: boolean;
  },
): readonly Problem[] {
  const problems: Problem[] = [];
  if (seen.end !== undefined)
    problems.push({
      kind: "crash",
      text: { en: `the program ends: ${seen.end}`, "zh-CN": `程序退出：${seen.end}` },
    });
  else if (seen.agreedAt === undefined && !expected.stops) {
    if (expected.isSilent)
      problems.push({
        kind: "blind",
        text: { en: "it does not notice within 80 s", "zh-CN": "80 秒内没有察觉" },
      });
    else problems.push(deadOf(seen));
  }
  problems.push(...grammarProblems(seen.lines));
  if (!seen.stop.hasReturned)
    problems.push({
      kind: "stop",
      text: { en: "stop does not return within 10 s", "zh-CN": "停止操作 10 秒内没有返回" },
    });
  const [after] = seen.stop.requestsAfter;
  if (after !== undefined) {
    problems.push({
      kind: "stop",
      text: {
        en: `${seen.stop.requestsAfter.length} requests after its stop, the first: ${after}`,
        "zh-CN": `停止之后还发出 ${seen.stop.requestsAfter.length} 个请求，第一个是 ${after}`,
      },
    });
  }
  if (seen.stop.openAfter > 0)
    problems.push({
      kind: "stop",
      text: {
        en: "a watch is open seconds after its stop",
        "zh-CN": "停止数秒之后仍有一个打开的监听",
      },
    });
  const inTrouble = seen.requests.filter(({ at }) => at >= seen.troubleAt && at < seen.healedAt);
  if (inTrouble.length > requestsInTroubleMax) {
    const seconds = ((seen.healedAt - seen.troubleAt) / 1000).toFixed(0);
    problems.push({
      kind: "hot",
      text: {
        en: `${inTrouble.length} requests in ${seconds} s of trouble`,
        "zh-CN": `故障的 ${seconds} 秒内发出 ${inTrouble.length} 个请求`,
      },
    });
  }
  const { retryAfterSeconds } = expected;
  const refused = inTrouble.filter(({ code }) => code === 429);
  const [first, second] = refused;
  if (retryAfterSeconds !== undefined && first !== undefined && second !== undefined) {
    const gapMs = second.at - first.at;
    if (gapMs < retryAfterSeconds * 1000 - 200) {
      const gap = (gapMs / 1000).toFixed(1);
      problems.push({
        kind: "impolite",
        text: {
          en: `told to wait ${retryAfterSeconds} s, it asks again after ${gap} s`,
          "zh-CN": `服务器要求等待 ${retryAfterSeconds} 秒，它在 ${gap} 秒后就再次请求`,
        },
      });
    }
  }
  const lists = seen.requests.filter(({ at, verb }) => at >= seen.troubleAt && verb === "list");
  if (expected.keepsPosition && lists.length > 0) {
    problems.push({
      kind: "impolite",
      text: {
        en: `${lists.length} lists though nothing had expired`,
        "zh-CN": `什么都没有过期，却列举了 ${lists.length} 次`,
      },
    });
  }
  return problems;
}

function deadOf({ wanted, cached }: Observation): Problem {
  if (cached === undefined)
    return {
      kind: "dead",
      text: { en: "the cache cannot be read", "zh-CN": "读不到它的缓存" },
    };
  const missing = wanted.filter((entry) => !cached.includes(entry));
  const extra = cached.filter((entry) => !wanted.includes(entry));
  return {
    kind: "dead",
    text: {
      en: `the cache stays wrong: it lacks ${missing.join(", ") || "nothing"} and still has ${extra.join(", ") || "nothing else"}`,
      "zh-CN": `缓存一直是错的：${differenceIn(missing, extra)}`,
    },
  };
}

function differenceIn(missing: readonly string[], extra: readonly string[]): string {
  const lacks = missing.length > 0 ? [`缺少 ${missing.join("、")}`] : [];
  const keeps = extra.length > 0 ? [`仍留着 ${extra.join("、")}`] : [];
  return [...lacks, ...keeps].join("，");
}

/** Per key: add, any updates, delete, and again. */
function grammarProblems(lines: readonly DriverLine[]): readonly Problem[] {
  const present = new Set<string>();
  const wrong = (text: LocalizedText): readonly Problem[] => [{ kind: "grammar", text }];
  for (const { event, key } of lines) {
    if (key === undefined) continue;
    const isThere = present.has(key);
    if (event === "add" && isThere)
      return wrong({ en: `${key} is added twice`, "zh-CN": `${key} 被添加了两次` });
    if (event === "update" && !isThere)
      return wrong({
        en: `${key} is updated before it is added`,
        "zh-CN": `${key} 还没有添加就被更新`,
      });
    if (event === "delete" && !isThere)
      return wrong({
        en: `${key} is deleted though it was not there`,
        "zh-CN": `${key} 并不存在却被删除`,
      });
    if (event === "add") present.add(key);
    if (event === "delete") present.delete(key);
  }
  return [];
}
