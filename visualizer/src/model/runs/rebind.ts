import { keyOf, type VisualRecord } from "../../trace/trace-log.ts";
import type { Story } from "../timeline/story.ts";
import type { Timeline } from "../timeline/timeline.ts";

/**
 * A story on another run of the same scenario: each beat on the record that does the same (kind, object, and how many of that
 * sort came before it), else on the first one not earlier in virtual time, so that no beat is lost.
 */
export function rebindStory(story: Story, from: Timeline, to: Timeline): Story {
  const there = new Map<string, number[]>();
  for (const record of to.log.records) {
    const sign = signOf(record);
    const known = there.get(sign);
    if (known === undefined) there.set(sign, [record.seq]);
    else known.push(record.seq);
  }
  const beats = story.beats.flatMap((beat) => {
    const record = from.log.recordOf(beat.seq);
    if (record === undefined) return [];
    const nth = countBefore(from.log.records, record);
    const seq = there.get(signOf(record))?.[nth] ?? atSameTime(record, from, to);
    return seq === undefined ? [] : [{ ...beat, seq }];
  });
  return { ...story, beats: [...beats].sort((a, b) => a.seq - b.seq) };
}

/** The story point that a timeline stands at just there; undefined between two. */
export function beatOf(timeline: Timeline, position: number): string | undefined {
  const record = timeline.log.recordAt(position);
  return timeline.story?.beats.find(({ seq }) => seq === record?.seq)?.id;
}

/**
 * Where another run stands when this one is at a position: at the same story point, else where the same has just happened, else
 * at the same virtual time.
 */
export function samePlace(from: Timeline, to: Timeline, position: number): number {
  const record = from.log.recordAt(position);
  if (record === undefined) return 0;
  const id = beatOf(from, position);
  const beat = id === undefined ? undefined : to.story?.beats.find((one) => one.id === id);
  const nth = countBefore(from.log.records, record);
  const sign = signOf(record);
  const same = to.log.records.filter((one) => signOf(one) === sign)[nth];
  const seq = beat?.seq ?? same?.seq;
  const place = seq === undefined ? undefined : to.log.positionOf(seq);
  return place ?? to.log.positionAtTime(record.at - from.log.startAt + to.log.startAt);
}

function countBefore(records: readonly VisualRecord[], record: VisualRecord): number {
  const sign = signOf(record);
  let count = 0;
  for (const one of records) {
    if (one.seq >= record.seq) break;
    if (signOf(one) === sign) count += 1;
  }
  return count;
}

function signOf({ fact }: VisualRecord): string {
  const version = "ref" in fact ? (fact.ref?.resourceVersion ?? "") : "";
  return `${fact.kind} ${keyOf(fact) ?? ""} ${version}`;
}

function atSameTime(record: VisualRecord, from: Timeline, to: Timeline): number | undefined {
  const at = record.at - from.log.startAt + to.log.startAt;
  return to.log.recordAt(to.log.positionAtTime(at))?.seq;
}
