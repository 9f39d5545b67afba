import type { Language } from "../config/languages.ts";

/** A word that is not used, and the one that is. */
interface Unused {
  readonly pattern: RegExp;
  readonly say: string;
}

/** One word for one thing. In English: no words of the test harness, and none that mean two things. */
const unused: Readonly<Record<Language, readonly Unused[]>> = {
  en: [
    { pattern: /\bstarv/i, say: "has no time" },
    { pattern: /\bthe machine\b|\b(?:machine|program) does\b/i, say: "who does it" },
    { pattern: /\bscenario\b|\bharness\b/i, say: "this run" },
    { pattern: /\bre-?sync(?:s|ed|ing)? with the (?:server|apiserver|cluster)\b/i, say: "relist" },
    { pattern: /\bre-list/i, say: "relist" },
    { pattern: /\breflector\b/, say: "Reflector" },
    { pattern: /\bdelta ?fifo\b(?<!DeltaFIFO)/i, say: "DeltaFIFO" },
    { pattern: /\bindexer\b/, say: "Indexer" },
    { pattern: /\bwork queue\b|\bworkqueue\b/, say: "WorkQueue" },
  ],
  "zh-CN": [
    { pattern: /列出/, say: "列举；Lister 则用“读取”" },
    { pattern: /(?<!事件)处理器|(?<!错误)处理函数/, say: "事件处理器" },
    // `worker-1` is a name, and a Service Worker another thing.
    { pattern: /(?<![Ss]ervice )\bworkers?\b(?!-\d)/i, say: "工作协程" },
    { pattern: /\btraces?\b/i, say: "轨迹" },
    { pattern: /热缓存|缓存热了|温热/, say: "预热好的缓存、缓存已预热" },
    { pattern: /节拍|逐跳/, say: "情节点、单步" },
    { pattern: /监视|观察者模式/, say: "监听" },
    {
      pattern:
        /[\p{Script=Han}，。、：；）] ?(?:watch|list)\b(?!-)|\b(?:watch|list) ?[\p{Script=Han}，。、]/u,
      say: "监听、列举",
    },
    { pattern: /重新列表|重列/, say: "重新列举" },
    { pattern: /再同步|重同步/, say: "重新同步" },
    { pattern: /读空/, say: "读完" },
    { pattern: /得不到时间/, say: "没有空、得不到调度" },
    { pattern: /墓石/, say: "墓碑" },
    { pattern: /调和|协调循环/, say: "调谐" },
    { pattern: /\p{Script=Han}[,;:?!]\s?\p{Script=Han}/u, say: "全角标点" },
  ],
};

/** Words in a text that the glossary has another word for, each with its place. Code is not looked at. */
export function wordProblems(text: string, language: Language, source: string): readonly string[] {
  const prose = text.replaceAll(/`[^`\n]*`|\]\([^)]*\)/g, " ");
  return unused[language].flatMap(({ pattern, say }) => {
    const found = pattern.exec(prose)?.[0];
    return found === undefined ? [] : [`${source}: "${found}": say ${say}`];
  });
}
