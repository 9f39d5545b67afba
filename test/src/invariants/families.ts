import type { LocalizedText } from "../scenario/localized-text.ts";

/** Rules about one part of the pipeline, or about one kind of promise. */
export interface RuleFamily {
  /** What the ids of its rules begin with. */
  readonly letter: string;
  readonly name: LocalizedText;
}

/** The families of rules, from the server to the program. */
export const ruleFamilies: readonly RuleFamily[] = [
  { letter: "W", name: { en: "The server's watch", "zh-CN": "服务器的监听" } },
  { letter: "L", name: { en: "The server's list", "zh-CN": "服务器的列举" } },
  { letter: "P", name: { en: "Requests", "zh-CN": "请求" } },
  { letter: "F", name: { en: "The queue before the store", "zh-CN": "存储之前的队列" } },
  { letter: "C", name: { en: "The cache", "zh-CN": "缓存" } },
  { letter: "I", name: { en: "Indexes and readers", "zh-CN": "索引与读者" } },
  { letter: "N", name: { en: "Notifications", "zh-CN": "通知" } },
  { letter: "Q", name: { en: "The work queue", "zh-CN": "工作队列" } },
  { letter: "E", name: { en: "Controllers", "zh-CN": "控制器" } },
  { letter: "S", name: { en: "The factory", "zh-CN": "informer 工厂" } },
  { letter: "M", name: { en: "Memory", "zh-CN": "内存" } },
  { letter: "T", name: { en: "Rest", "zh-CN": "静止" } },
  { letter: "J", name: { en: "What an informer says of itself", "zh-CN": "informer 的自述" } },
];

/** The family of a rule. @throws RangeError for an id that begins like none. */
export function familyOf(id: string): RuleFamily {
  const family = ruleFamilies.find(({ letter }) => id.startsWith(letter));
  if (family !== undefined) return family;
  const letters = ruleFamilies.map(({ letter }) => letter).join(", ");
  throw new RangeError(`the id of a rule begins with one of ${letters}, got "${id}"`);
}
