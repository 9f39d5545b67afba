import type { TraceFact } from "@informerlab/core/trace";
import { type Comparison, compareTimelines } from "../../model/runs/compare.ts";
import type { Beat, LocalizedText, Story } from "../../model/timeline/story.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import { durationText } from "../amounts.ts";

const beatsMax = 12;

/**
 * The story that a fork tells of itself, computed from both runs: what they have in common, where they part, what breaks,
 * what is asked for again, what handlers hear of it, and how it ends.
 */
export function forkStory(origin: Timeline, fork: Timeline, label: LocalizedText): Story {
  const comparison = compareTimelines(origin, fork);
  const { log } = fork;
  const shared = (origin.story?.beats ?? []).filter(
    ({ seq }) => (fork.log.positionOf(seq) ?? Number.POSITIVE_INFINITY) <= comparison.common,
  );
  const told = new Map<number, Told>();
  const first = comparison.firstDifference?.right;
  if (first !== undefined) told.set(first, parting(label));
  for (let at = comparison.common + 1; at <= fork.length && told.size < beatsMax; at += 1) {
    const fact = log.recordAt(at)?.fact;
    const beat = fact === undefined ? undefined : turningPoint(fact);
    if (beat !== undefined) told.set(at, beat);
  }
  for (const heard of hearings(fork, comparison.common)) told.set(heard.at, hearing(heard));
  told.set(fork.length, ending(comparison));
  const computed = [...told]
    .sort(([a], [b]) => a - b)
    .map(([at, beat]): Beat => ({ ...beat, id: `fork-${at}`, seq: log.recordAt(at)?.seq ?? 0 }));
  const title = origin.story?.title;
  return { ...(title === undefined ? {} : { title }), beats: [...shared, ...computed] };
}

type Told = Omit<Beat, "seq" | "id">;

function told(title: LocalizedText, text: LocalizedText): Told {
  return { title, text };
}

function both(en: string, chinese: string): LocalizedText {
  return { en, "zh-CN": chinese };
}

function parting(label: LocalizedText): Told {
  return told(
    both("Here the futures part", "两个未来在此分开"),
    both(
      `${label.en}. What both still share stands there once; what differs is torn in two.`,
      `${label["zh-CN"]}。两边相同的只画一次，不同的一分为二。`,
    ),
  );
}

/** What changes the course of an informer; undefined for everything else. */
function turningPoint(fact: TraceFact): Told | undefined {
  if (fact.kind === "reflector.watch-ended" && fact.reason === "expired") {
    return told(
      both("410 Gone", "410 Gone"),
      both(
        "The server no longer knows what came after the last version seen. Going on is impossible; only a new list helps.",
        "服务器已经不知道最后那个版本之后发生过什么。无法继续，只能重新列举。",
      ),
    );
  }
  if (fact.kind === "reflector.watch-ended" && fact.reason !== "stopped") {
    return told(
      both("The watch is over", "监听结束了"),
      both(
        "The Reflector knows how far it got, and asks to go on from there.",
        "反射器知道自己看到了哪里，请求从那里继续。",
      ),
    );
  }
  if (fact.kind === "reflector.listed") {
    return told(
      both("One list", "一次列举"),
      both(
        `The whole state comes at once: ${fact.count} ${fact.count === 1 ? "object" : "objects"}, as of ${fact.resourceVersion}.`,
        `整个状态一次到来：${fact.count} 个对象，截至 ${fact.resourceVersion}。`,
      ),
    );
  }
  if (fact.kind === "queue.enqueued" && fact.isTombstone === true) {
    const key = fact.ref?.key ?? "";
    return told(
      both("Deleted unseen", "没看见的删除"),
      both(
        `${key} is cached but not in the list: a tombstone stands in for the delete that nobody saw.`,
        `${key} 在缓存里，却不在列表里：一块墓碑代替那次没人看见的删除。`,
      ),
    );
  }
  return undefined;
}

/** What handlers are told because of each list, up to the next event of a watch. */
function hearings(fork: Timeline, after: number): readonly Heard[] {
  const all: Heard[] = [];
  let heard: Heard | undefined;
  for (let at = after + 1; at <= fork.length; at += 1) {
    const fact = fork.log.recordAt(at)?.fact;
    if (fact?.kind === "reflector.listed" || fact?.kind === "reflector.received") {
      if (heard !== undefined) all.push(heard);
      heard =
        fact.kind === "reflector.listed"
          ? { adds: 0, updates: 0, same: 0, deletes: 0, at }
          : undefined;
    } else if (fact?.kind === "handler.notified" && heard !== undefined) {
      heard = counted(heard, fact, at);
    }
  }
  if (heard !== undefined) all.push(heard);
  return all.filter(hasHeard);
}

interface Heard {
  readonly adds: number;
  readonly updates: number;
  /** From a version to itself. */
  readonly same: number;
  readonly deletes: number;
  readonly at: number;
}

function hasHeard({ adds, updates, same, deletes }: Heard): boolean {
  return adds + updates + same + deletes > 0;
}

function counted(
  heard: Heard,
  fact: Extract<TraceFact, { kind: "handler.notified" }>,
  at: number,
): Heard {
  const isSame =
    fact.notification === "sync" ||
    (fact.notification === "update" && fact.previousResourceVersion === fact.ref.resourceVersion);
  if (isSame) return { ...heard, same: heard.same + 1, at };
  switch (fact.notification) {
    case "add":
      return { ...heard, adds: heard.adds + 1, at };
    case "update":
      return { ...heard, updates: heard.updates + 1, at };
    case "delete":
      return { ...heard, deletes: heard.deletes + 1, at };
  }
}

function hearing({ adds, updates, same, deletes }: Heard): Told {
  const en = [
    count(same, "update from a version to itself", "updates from a version to themselves"),
    count(updates, "real update", "real updates"),
    count(adds, "addition", "additions"),
    count(deletes, "deletion", "deletions"),
  ].filter((part) => part !== "");
  const chinese = [
    same > 0 ? `${same} 次新旧相同的更新` : "",
    updates > 0 ? `${updates} 次真正的更新` : "",
    adds > 0 ? `${adds} 次新增` : "",
    deletes > 0 ? `${deletes} 次删除` : "",
  ].filter((part) => part !== "");
  return told(
    both("What the handlers hear", "事件处理器听到的"),
    both(
      `Of the list the handlers hear: ${en.join(", ")}.`,
      `列举之后，事件处理器听到：${chinese.join("，")}。`,
    ),
  );
}

function count(number: number, one: string, many: string): string {
  if (number === 0) return "";
  return `${number} ${number === 1 ? one : many}`;
}

function ending({ isSameEnd, laterMs, firstDifference }: Comparison): Told {
  if (firstDifference === undefined) {
    return told(
      both("Nothing differs", "没有差异"),
      both(
        "The change came where it makes no difference: both runs are the same to their end.",
        "这个改动没有影响到什么：两次运行自始至终完全相同。",
      ),
    );
  }
  const later = laterMs > 0 ? durationText(laterMs) : undefined;
  if (!isSameEnd) {
    return told(
      both("Another end", "不同的结局"),
      both("At the end the two copies are not the same.", "到最后，两份副本并不相同。"),
    );
  }
  return told(
    both("The same end", "相同的结局"),
    both(
      `The road was another, the copies are the same${later === undefined ? "" : `, ${later} later`}.`,
      `路不同，副本相同${later === undefined ? "" : `，只是晚了 ${later}`}。`,
    ),
  );
}
