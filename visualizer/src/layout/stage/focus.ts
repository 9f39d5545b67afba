import { isHop, type LaneId, laneIds, laneOf } from "../../model/timeline/lanes.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import type { StageFocus, View } from "../marks/scene.ts";

/** How many lanes can stand open beside each other, by the width there is. */
export function openMax(width: number): number {
  return width >= 1000 ? 4 : width >= 760 ? 3 : 2;
}

// A story point of a long recording may be thousands of records away.
const horizon = 160;

/**
 * Where to look at a position: the lane of the record just applied, and the lanes in which something happens between
 * the story points around it, so that lanes open and close at story points and not with every step.
 */
export function focusAt(
  timeline: Timeline,
  position: number,
  view: Pick<View, "width" | "lanes" | "openLane">,
): StageFocus {
  const fact = timeline.log.recordAt(position)?.fact;
  const active = view.openLane ?? (fact === undefined ? "apiserver" : laneOf(fact));
  if (view.lanes !== undefined && view.lanes.length > 0) {
    const shown = laneIds.filter((id) => id === active || view.lanes?.includes(id));
    return { active, open: shown };
  }
  const scores = activity(timeline, position);
  const rest = laneIds.filter((id) => id !== active && scores[id] > 0.02);
  rest.sort((a, b) => scores[b] - scores[a] || laneIds.indexOf(a) - laneIds.indexOf(b));
  const open = new Set<LaneId>([active, ...rest.slice(0, openMax(view.width) - 1)]);
  return { active, open: laneIds.filter((id) => open.has(id)) };
}

/** The least width in which an open lane can be read. */
const readable = 112;

/**
 * Where to look while a step is played: at the lanes that stand open at its end, and at those through which its object comes.
 * Undefined where that is no more than the end has open anyway.
 */
export function focusAlong(
  timeline: Timeline,
  legs: readonly { readonly from: number; readonly to: number }[],
  view: Pick<View, "width" | "lanes" | "openLane">,
): StageFocus | undefined {
  const last = legs.at(-1);
  if (last === undefined || (view.lanes?.length ?? 0) > 0) return undefined;
  const end = focusAt(timeline, last.to, view);
  const places = [legs[0]?.from ?? 0, ...legs.map(({ to }) => to)];
  const road = places.flatMap((place) => {
    const fact = timeline.log.recordAt(place)?.fact;
    return fact === undefined ? [] : laneOf(fact);
  });
  // What the object comes to last counts most; then what the end has open.
  const wanted = [...new Set([end.active, ...road.reverse(), ...end.open])];
  const most = Math.max(openMax(view.width), Math.floor((view.width - 90) / (readable + 6)));
  const open = new Set(wanted.slice(0, most));
  if (end.open.length === open.size && end.open.every((id) => open.has(id))) return undefined;
  return { active: end.active, open: laneIds.filter((id) => open.has(id)) };
}

/** How much happens in each lane around a position, the nearest most; the copy and the cluster are the subject, so they count always. */
function activity(timeline: Timeline, position: number): Record<LaneId, number> {
  const scores = Object.fromEntries(laneIds.map((id) => [id, 0])) as Record<LaneId, number>;
  scores.indexer = 2.2;
  scores.apiserver = 1;
  const { from, to } = segmentAt(timeline, position);
  for (let at = from + 1; at <= to; at += 1) {
    const fact = timeline.log.recordAt(at)?.fact;
    if (fact !== undefined && isHop(fact)) scores[laneOf(fact)] += 0.9 ** (to - at);
  }
  return scores;
}

/** The story points around a position: after the one before it, up to the one it leads to. */
function segmentAt(
  timeline: Timeline,
  position: number,
): { readonly from: number; readonly to: number } {
  const index = timeline.beatIndexAt(position);
  const at = timeline.beats[index];
  const isOn = at === position;
  const before = isOn ? timeline.beats[index - 1] : at;
  const after = isOn ? position : timeline.beats[index + 1];
  return {
    from: Math.max(before ?? 0, position - horizon),
    to: Math.min(after ?? timeline.length, position + horizon),
  };
}
