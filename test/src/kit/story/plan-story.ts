import type { KubernetesObject } from "@informerlab/core";
import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { factLine } from "../../replay/story/fact-line.ts";
import { type StoryLine, shortened } from "../../replay/story/shortened.ts";
import type { Language } from "../../scenario/localized-text.ts";
import { changedFields } from "./changed-fields.ts";
import { folded, foldedStretches, type ShapedLine } from "./folded.ts";
import { type StoryWords, storyWords } from "./story-words.ts";

/** Most lines of a story; what users, trouble and the program's requests do is never left out. */
const linesMax = 60;

/** What is another each time, and says nothing: versions, as stories say them, and times. */
const passing = /@\d+|(?<= at | from |版本 |从 )\d+|\d{4}-\d\d-\d\dT[\d:.]+Z/g;

interface Request {
  readonly seq: number;
  readonly verb: string;
  readonly resource: string;
  readonly client: string;
  /** `/eviction` of a pod, where that is known. */
  readonly part: string;
  what: string;
  /** What it changed. */
  changes: string;
  /** The server has written something for it. */
  isDone: boolean;
}

/** What is known at a moment of a story. */
interface Telling {
  readonly say: StoryWords;
  readonly language: Language;
  /** Requests that have no answer yet, by their id. */
  readonly requests: Map<string, Request>;
  /** What is watched and by whom, by the watch's id. */
  readonly watches: Map<string, { readonly resource: string; readonly client: string }>;
  /** What each object is, by resource and key. */
  readonly objects: Map<string, KubernetesObject>;
  /** Keys in each cache. */
  readonly caches: Map<string, Set<string>>;
  /** There is one process: all caches are its. */
  readonly isAlone: boolean;
  /** What a user does now; its line says what came of it as soon as that is known. */
  act: UserAct | undefined;
  /** What a program is about to create, with its subresource: the request for it, which comes next, does not say so. */
  toCreate: { readonly resource: string; readonly key: string } | undefined;
  /** Queues that several work on: their lines say who. */
  readonly shared: ReadonlySet<string>;
}

interface UserAct {
  /** What comes of it comes in the same step, on this lane. */
  readonly lane: string;
  readonly actor: string;
  readonly key: string;
  readonly action: string;
  readonly line: Draft;
}

interface Draft {
  text: string;
  readonly isEssential: boolean;
}

/** Which run is told, and until where. */
export interface ToldRun {
  readonly startAt: number;
  readonly untilSeq: number;
  /** Names of all its processes. */
  readonly processes: readonly string[];
}

/** What happened until a record, oldest first: users, trouble, the program's requests, and what its caches knew. */
export function storyOf(
  records: readonly TraceRecord<TraceFact>[],
  { startAt, untilSeq, processes }: ToldRun,
  language: Language,
): readonly string[] {
  const say = storyWords[language];
  const telling: Telling = {
    say,
    language,
    requests: new Map(),
    watches: new Map(),
    objects: new Map(),
    caches: new Map(),
    isAlone: processes.length === 1,
    act: undefined,
    toCreate: undefined,
    shared: sharedQueues(records),
  };
  const drafts: { readonly at: number; readonly line: StoryLine }[] = [];
  for (const record of records) {
    const { at, seq } = record;
    if (seq > untilSeq) break;
    const line = lineOf(record, telling);
    if (line === undefined) continue;
    drafts.push({ at, line });
  }
  const lines = drafts.map(({ at, line: { text, isEssential } }): ShapedLine => {
    const time = `${((at - startAt) / 1000).toFixed(3)}s`.padStart(9);
    const shape = text.replace(passing, "");
    return { text: `${time} ${text}`, isEssential, time, shape };
  });
  const margin = " ".repeat(10);
  const again = (times: number, until: string): string => `${margin}${say.again(times, until)}`;
  const told = folded(lines, again);
  const omitted = (count: number): string => `${margin}${say.omitted(count)}`;
  if (told.filter(({ isEssential }) => isEssential).length <= linesMax)
    return shortened(told, linesMax, omitted);
  // What comes in between, in another order each time, hides that the rest repeats itself.
  const essentials = lines.filter(({ isEssential }) => isEssential);
  const left = lines.length - essentials.length;
  const rows = folded(essentials, again);
  const more = (count: number, until: string): string => `${margin}${say.more(count, until)}`;
  const short = rows.length <= linesMax ? rows : foldedStretches(essentials, more);
  return [omitted(left), ...short.map(({ text }) => text)];
}

function lineOf(
  { seq, lane, cause, fact }: TraceRecord<TraceFact>,
  telling: Telling,
): StoryLine | undefined {
  if (telling.act?.lane !== lane) telling.act = undefined;
  const { say, language, requests, watches } = telling;
  switch (fact.kind) {
    case "server.requested": {
      const { key } = telling.toCreate ?? fact;
      const [, subresource] = telling.toCreate?.resource.split("/") ?? [];
      const part = subresource === undefined ? "" : `/${subresource}`;
      telling.toCreate = undefined;
      requests.set(fact.request, {
        seq,
        verb: fact.verb,
        resource: fact.resource,
        part,
        what: `${fact.resource}${part} ${key}`.trimEnd(),
        client: fact.client,
        changes: "",
        isDone: false,
      });
      return undefined;
    }
    case "server.responded":
      return answerLine(fact, requests, say);
    case "server.watch-opened": {
      const { watch, resource, client, resourceVersion } = fact;
      watches.set(watch, { resource, client });
      return { text: say.watches(resource, client, resourceVersion), isEssential: false };
    }
    case "server.watch-ended": {
      const watch = watches.get(fact.watch);
      // That a program ends its own watch is no news.
      if (watch === undefined || fact.reason === "client") return undefined;
      const text = say.watchEnds(watch.resource, watch.client, fact.reason);
      return { text, isEssential: false };
    }
    case "server.committed":
      return commitLine(fact, cause, telling);
    case "fault.injected": {
      const request = requests.get(fact.request ?? "");
      const watch = watches.get(fact.watch ?? "");
      const onWatch = watch === undefined ? "" : say.onWatch(watch.resource, watch.client);
      const on =
        request === undefined
          ? onWatch
          : say.onRequest(`${request.verb} ${request.what}`, request.client);
      return essential(`${say.fault}${fact.action}${on}`);
    }
    case "actor.acted":
      return actLine(lane, fact, telling);
    case "server.compacted":
    case "server.restarted":
    case "handler.threw":
      return essential(factLine(fact, language));
    case "scenario.healed":
      return essential(say.healed);
    case "reconcile.failed":
      return essential(say.reconcileFails({ ...fact, by: workerOf(fact, telling) }));
    case "reconcile.started":
      return { text: say.reconciles({ ...fact, by: workerOf(fact, telling) }), isEssential: false };
    case "reconcile.succeeded":
      return { text: say.reconciled({ ...fact, by: workerOf(fact, telling) }), isEssential: false };
    case "reflector.backing-off":
      return { text: factLine(fact, language), isEssential: false };
    case "store.changed":
    case "store.replaced":
      return cacheLine(fact, telling);
    default:
      return undefined;
  }
}

/** Queues, by process, with more than one worker. */
function sharedQueues(records: readonly TraceRecord<TraceFact>[]): ReadonlySet<string> {
  const workers = new Map<string, string>();
  const shared = new Set<string>();
  for (const { fact } of records) {
    if (fact.kind !== "reconcile.started") continue;
    const known = workers.get(fact.queue);
    if (known !== undefined && known !== fact.worker) shared.add(fact.queue);
    workers.set(fact.queue, fact.worker);
  }
  return shared;
}

/** Who works on a key, where it could be another. */
function workerOf(
  { queue, worker }: { readonly queue: string; readonly worker: string },
  { shared }: Telling,
): string {
  return shared.has(queue) ? `${queue}/${worker}` : queue;
}

/** What users do, and what becomes of processes. */
function actLine(
  lane: string,
  fact: Extract<TraceFact, { readonly kind: "actor.acted" }>,
  telling: Telling,
): StoryLine | undefined {
  const { actor, action, ref } = fact;
  const isPerson = actor === "user" || actor === "bystander";
  if (action === "create" && !isPerson) {
    telling.toCreate = ref;
    return undefined;
  }
  const line = essential(factLine(fact, telling.language));
  if (!isPerson || ref === undefined) {
    if (action === "crash") forgetCaches(telling, actor);
    return line;
  }
  line.text += telling.say.inVain;
  telling.act = { lane, actor, key: ref.key, action, line };
  return line;
}

/** A process ends, and its caches with it; they have its name in front where there are several processes. */
function forgetCaches({ caches, isAlone }: Telling, process: string): void {
  for (const informer of caches.keys())
    if (isAlone || informer.startsWith(`${process}/`)) caches.delete(informer);
}

/** What a cache holds from now on; what a list no longer has was deleted unseen. */
function cacheLine(
  fact: Extract<TraceFact, { readonly kind: "store.changed" | "store.replaced" }>,
  { say, language, caches }: Telling,
): StoryLine {
  const text = factLine(fact, language);
  const before = caches.get(fact.informer) ?? new Set<string>();
  if (fact.kind === "store.replaced") {
    const keys = new Set(fact.refs.map(({ key }) => key));
    const unseen = [...before].filter((key) => !keys.has(key));
    caches.set(fact.informer, keys);
    return {
      text: `${text}${unseen.length === 0 ? "" : say.tombstones(unseen)}`,
      isEssential: false,
    };
  }
  if (fact.change === "deleted") before.delete(fact.ref.key);
  else before.add(fact.ref.key);
  caches.set(fact.informer, before);
  return { text, isEssential: false };
}

/** A write that the server has done, with what it changed. */
function commitLine(
  { verb, ref, object }: Extract<TraceFact, { readonly kind: "server.committed" }>,
  cause: number | undefined,
  telling: Telling,
): StoryLine | undefined {
  const { say, requests, objects, act } = telling;
  const what = `${ref.resource} ${ref.key}`;
  const fields = verb === "delete" ? "" : changedFields(objects.get(what), object, say.gone);
  const changes = fields === "" ? "" : say.changes(fields);
  if (verb === "delete") objects.delete(what);
  else objects.set(what, object);
  const request = [...requests.values()].find((each) => each.seq === cause);
  if (request !== undefined) request.isDone = true;
  if (request?.resource === ref.resource && request.verb !== "deletecollection") {
    // The answer to the request tells of it, under the object's name; what the server does besides, such as giving a
    // Service's address back, has a line of its own.
    request.what = `${ref.resource}${request.part} ${ref.key}`;
    request.changes = changes;
    return undefined;
  }
  const at = say.at(ref.resourceVersion ?? "");
  if (act?.key === ref.key) {
    act.line.text = `${say.committed(act.actor, act.action, what)}${at}${changes}`;
    telling.act = undefined;
    return undefined;
  }
  return { text: `${say.committed("apiserver", verb, what)}${at}${changes}`, isEssential: false };
}

function answerLine(
  fact: Extract<TraceFact, { readonly kind: "server.responded" }>,
  requests: Map<string, Request>,
  say: StoryWords,
): StoryLine | undefined {
  const request = requests.get(fact.request);
  requests.delete(fact.request);
  if (request === undefined || request.verb === "watch") return undefined;
  const { client, verb, what, changes, isDone } = request;
  const isRead = verb === "list" || verb === "get";
  const lost = isDone ? say.lostWhenDone : isRead ? say.lostRead : say.lost;
  const outcome =
    fact.code === 0
      ? lost
      : `${fact.code}${fact.reason === undefined ? "" : ` ${fact.reason}`}${fact.resourceVersion === undefined ? "" : say.at(fact.resourceVersion)}`;
  return {
    text: `${say.answered(client, `${verb} ${what}`, outcome)}${changes}`,
    isEssential: !isRead || fact.code >= 400 || fact.code === 0,
  };
}

function essential(text: string): Draft {
  return { text, isEssential: true };
}
