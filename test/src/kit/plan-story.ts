import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { factLine } from "../replay/story/fact-line.ts";
import { type StoryLine, shortened } from "../replay/story/shortened.ts";

/** Most lines of a story; what users, trouble and the program's requests do is never left out. */
const linesMax = 60;

interface Request {
  readonly seq: number;
  readonly verb: string;
  readonly client: string;
  what: string;
}

/** What happened until a record, oldest first: users, trouble, the program's requests, and what its caches knew. */
export function storyOf(
  records: readonly TraceRecord<TraceFact>[],
  startAt: number,
  untilSeq: number,
): readonly string[] {
  const requests = new Map<string, Request>();
  const lines: StoryLine[] = [];
  for (const record of records) {
    const { at, seq } = record;
    if (seq > untilSeq) break;
    const line = lineOf(record, requests);
    if (line === undefined) continue;
    const time = `${((at - startAt) / 1000).toFixed(3)}s`.padStart(9);
    lines.push({ ...line, text: `${time} ${line.text}` });
  }
  return shortened(
    lines,
    linesMax,
    (count) => `          (${count} lines about caches and reads before are left out)`,
  );
}

function lineOf(
  { seq, cause, fact }: TraceRecord<TraceFact>,
  requests: Map<string, Request>,
): StoryLine | undefined {
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
      return answerLine(fact, requests);
    case "fault.injected": {
      const request = fact.request === undefined ? undefined : requests.get(fact.request);
      const on =
        request === undefined
          ? fact.watch === undefined
            ? ""
            : ` on watch ${fact.watch}`
          : ` on ${request.verb} ${request.what} of ${request.client}`;
      return essential(`fault: ${fact.action}${on}`);
    }
    case "actor.acted":
    case "server.compacted":
    case "server.restarted":
    case "handler.threw":
      return essential(factLine(fact));
    case "scenario.healed":
      return essential("every fault is healed");
    case "reconcile.failed":
      return essential(`${fact.queue}: reconcile of ${fact.key} fails: ${fact.error}`);
    case "reconcile.started":
      return { text: `${fact.queue}: reconciles ${fact.key}`, isEssential: false };
    case "store.changed":
    case "store.replaced":
      return { text: factLine(fact), isEssential: false };
    case "server.committed": {
      // The answer to the request tells of it, under the object's name.
      const request = [...requests.values()].find((each) => each.seq === cause);
      if (request === undefined) return { text: factLine(fact), isEssential: false };
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
): StoryLine | undefined {
  const request = requests.get(fact.request);
  requests.delete(fact.request);
  if (request === undefined || request.verb === "watch") return undefined;
  const { client, verb, what } = request;
  const outcome =
    fact.code === 0
      ? "the answer is lost"
      : `${fact.code}${fact.reason === undefined ? "" : ` ${fact.reason}`}${fact.resourceVersion === undefined ? "" : ` at ${fact.resourceVersion}`}`;
  const isRead = verb === "list" || verb === "get";
  return {
    text: `${client}: ${verb} ${what}: ${outcome}`,
    isEssential: !isRead || fact.code >= 400 || fact.code === 0,
  };
}

function essential(text: string): StoryLine {
  return { text, isEssential: true };
}
