import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { factLine } from "../replay/story/fact-line.ts";
import { type StoryLine, shortened } from "../replay/story/shortened.ts";
import type { Language } from "../scenario/localized-text.ts";

/** Most lines of a story; what users, trouble and the program's requests do is never left out. */
const linesMax = 60;

interface Request {
  readonly seq: number;
  readonly verb: string;
  readonly client: string;
  what: string;
}

interface OfKey {
  readonly queue: string;
  readonly key: string;
}

interface StoryWords {
  readonly omitted: (count: number) => string;
  readonly fault: string;
  readonly onWatch: (watch: string) => string;
  readonly onRequest: (request: string, client: string) => string;
  readonly healed: string;
  readonly reconciles: (of: OfKey) => string;
  readonly reconcileFails: (of: OfKey & { readonly error: string }) => string;
  readonly lost: string;
  readonly at: (resourceVersion: string) => string;
  readonly answered: (client: string, request: string, outcome: string) => string;
}

const storyWords: Readonly<Record<Language, StoryWords>> = {
  en: {
    omitted: (count) => `(${count} lines about caches and reads before are left out)`,
    fault: "fault: ",
    onWatch: (watch) => ` on watch ${watch}`,
    onRequest: (request, client) => ` on ${request} of ${client}`,
    healed: "every fault is healed",
    reconciles: ({ queue, key }) => `${queue}: reconciles ${key}`,
    reconcileFails: ({ queue, key, error }) => `${queue}: reconcile of ${key} fails: ${error}`,
    lost: "the answer is lost",
    at: (resourceVersion) => ` at ${resourceVersion}`,
    answered: (client, request, outcome) => `${client}: ${request}: ${outcome}`,
  },
  "zh-CN": {
    omitted: (count) => `（此前另有 ${count} 行关于缓存与读取，从略）`,
    fault: "故障：",
    onWatch: (watch) => `，在监听 ${watch} 上`,
    onRequest: (request, client) => `，落在 ${client} 的 ${request} 上`,
    healed: "故障全部解除",
    reconciles: ({ queue, key }) => `${queue}：开始调谐 ${key}`,
    reconcileFails: ({ queue, key, error }) => `${queue}：调谐 ${key} 失败：${error}`,
    lost: "回答丢了",
    at: (resourceVersion) => `，版本 ${resourceVersion}`,
    answered: (client, request, outcome) => `${client}：${request}：${outcome}`,
  },
};

/** What happened until a record, oldest first: users, trouble, the program's requests, and what its caches knew. */
export function storyOf(
  records: readonly TraceRecord<TraceFact>[],
  startAt: number,
  untilSeq: number,
  language: Language,
): readonly string[] {
  const requests = new Map<string, Request>();
  const lines: StoryLine[] = [];
  for (const record of records) {
    const { at, seq } = record;
    if (seq > untilSeq) break;
    const line = lineOf(record, requests, language);
    if (line === undefined) continue;
    const time = `${((at - startAt) / 1000).toFixed(3)}s`.padStart(9);
    lines.push({ ...line, text: `${time} ${line.text}` });
  }
  return shortened(lines, linesMax, (count) => `          ${storyWords[language].omitted(count)}`);
}

function lineOf(
  { seq, cause, fact }: TraceRecord<TraceFact>,
  requests: Map<string, Request>,
  language: Language,
): StoryLine | undefined {
  const say = storyWords[language];
  switch (fact.kind) {
    case "server.requested":
      requests.set(fact.request, {
        seq,
        verb: fact.verb,
        what: `${fact.resource} ${fact.key}`.trimEnd(),
        client: fact.client,
      });
      return undefined;
    case "server.responded":
      return answerLine(fact, requests, say);
    case "fault.injected": {
      const request = fact.request === undefined ? undefined : requests.get(fact.request);
      const on =
        request === undefined
          ? fact.watch === undefined
            ? ""
            : say.onWatch(fact.watch)
          : say.onRequest(`${request.verb} ${request.what}`, request.client);
      return essential(`${say.fault}${fact.action}${on}`);
    }
    case "actor.acted":
    case "server.compacted":
    case "server.restarted":
    case "handler.threw":
      return essential(factLine(fact, language));
    case "scenario.healed":
      return essential(say.healed);
    case "reconcile.failed":
      return essential(say.reconcileFails(fact));
    case "reconcile.started":
      return { text: say.reconciles(fact), isEssential: false };
    case "store.changed":
    case "store.replaced":
      return { text: factLine(fact, language), isEssential: false };
    case "server.committed": {
      // The answer to the request tells of it, under the object's name.
      const request = [...requests.values()].find((each) => each.seq === cause);
      if (request === undefined) return { text: factLine(fact, language), isEssential: false };
      request.what = `${fact.ref.resource} ${fact.ref.key}`;
      return undefined;
    }
    default:
      return undefined;
  }
}

function answerLine(
  fact: Extract<TraceFact, { readonly kind: "server.responded" }>,
  requests: Map<string, Request>,
  say: StoryWords,
): StoryLine | undefined {
  const request = requests.get(fact.request);
  requests.delete(fact.request);
  if (request === undefined || request.verb === "watch") return undefined;
  const { client, verb, what } = request;
  const outcome =
    fact.code === 0
      ? say.lost
      : `${fact.code}${fact.reason === undefined ? "" : ` ${fact.reason}`}${fact.resourceVersion === undefined ? "" : say.at(fact.resourceVersion)}`;
  const isRead = verb === "list" || verb === "get";
  return {
    text: say.answered(client, `${verb} ${what}`, outcome),
    isEssential: !isRead || fact.code >= 400 || fact.code === 0,
  };
}

function essential(text: string): StoryLine {
  return { text, isEssential: true };
}
