import { group, label, line, type Mark, path, rect, round } from "../layout/marks/mark.ts";
import { widthOf } from "../layout/marks/measure.ts";
import { type DistanceChange, type DistanceToTruth, totalOf } from "../model/readers/distance.ts";
import { bandPath, type CurvePoint, edgePath, thinned } from "./step-curve.ts";

/** One future's distance, and where its positions are on the shown timeline. */
export interface DistanceLine {
  readonly id: string;
  readonly distance: DistanceToTruth;
  readonly isActive: boolean;
  /** Pixels; the shown timeline's own for the active future, the same moment's for the others. */
  xOf(position: number): number;
  /** Where this future ends. */
  readonly endX: number;
  /** As its row among the futures is drawn. */
  readonly dashes: string;
}

export interface DistanceChart {
  readonly width: number;
  readonly lines: readonly DistanceLine[];
  readonly words: { readonly unsynced: string };
}

/** The chart's height in pixels. */
export const distanceHeight = 44;

const floor = distanceHeight - 6;
const room = 30;

/**
 * How wrong the copy is, over time: the active future's missing, gone and old objects as bands on each other, of every
 * other future the sum as a line. The scale is that of the time after the first list; what exceeds it is cut off at
 * the top, because a copy that is still empty lacks everything.
 */
export function distanceMarks({ width, lines, words }: DistanceChart): readonly Mark[] {
  const known = lines.filter(({ distance }) => distance.isKnown);
  const most = Math.max(1, ...known.map(({ distance }) => mostAfterSync(distance)));
  const scale = (value: number): number => Math.min(room + 4, (value / most) * room);
  const active = known.find(({ isActive }) => isActive);
  return [
    rect("ground", { x: 0, y: 0, width, height: distanceHeight }, "iv-panel", 8),
    line("floor", 0, floor, width, floor, "iv-distance-floor"),
    ...(active === undefined ? [] : [unsyncedHatch(active, width), bands(active, scale)]),
    group(
      "others",
      { class: "iv-distance-others" },
      known.filter((one) => one !== active).map((one) => otherLine(one, scale)),
    ),
    line("most", 0, floor - room, width, floor - room, "iv-distance-most"),
    ...(active === undefined ? [] : unsyncedWords(active, words.unsynced, width)),
    label("most-text", width - 6, floor - room + 11, String(most), "iv-small", "end"),
  ];
}

/** The largest distance once the first list was in; over the whole trace when that never happens. */
function mostAfterSync({ changes, syncedAt = 0 }: DistanceToTruth): number {
  let most = 0;
  for (const change of changes) {
    if (change.position > syncedAt) most = Math.max(most, totalOf(change));
  }
  return most;
}

function pointsOf(
  { distance, xOf }: DistanceLine,
  heightsOf: (change: DistanceChange) => readonly number[],
): readonly CurvePoint[] {
  const zero = { position: 0, at: 0, missing: 0, ghosts: 0, old: 0 };
  return thinned(
    [zero, ...distance.changes].map((change) => ({
      x: xOf(change.position),
      heights: heightsOf(change),
    })),
  );
}

function bands(active: DistanceLine, scale: (value: number) => number): Mark {
  const points = pointsOf(active, ({ ghosts, old, missing }) => {
    const all = ghosts + old + missing;
    const part = all === 0 ? 0 : scale(all) / all;
    return [ghosts * part, old * part, missing * part];
  });
  const { endX } = active;
  return group("bands", { class: "iv-distance" }, [
    path("ghosts", bandPath(points, 0, floor, endX), "iv-distance-ghosts"),
    path("old", bandPath(points, 1, floor, endX), "iv-distance-old"),
    path("missing", bandPath(points, 2, floor, endX), "iv-distance-missing"),
    path("edge", edgePath(points, 2, floor, endX), "iv-distance-edge"),
  ]);
}

function otherLine(one: DistanceLine, scale: (value: number) => number): Mark {
  const points = pointsOf(one, (change) => [scale(totalOf(change))]);
  const base = path(one.id, edgePath(points, 0, floor, one.endX), "iv-distance-other");
  return { ...base, attributes: { ...base.attributes, "stroke-dasharray": one.dashes } };
}

/** The time before the first list was in. */
function unsyncedSpan(
  { distance, xOf, endX }: DistanceLine,
  width: number,
): { readonly left: number; readonly right: number } {
  const { syncedAt } = distance;
  const left = Math.max(0, xOf(0));
  const right = Math.min(width, syncedAt === undefined ? endX : xOf(syncedAt));
  return { left, right: Math.max(left, right) };
}

function unsyncedHatch(one: DistanceLine, width: number): Mark {
  const { left, right } = unsyncedSpan(one, width);
  const box = { x: left, y: 1, width: round(right - left), height: floor - 1 };
  return group("unsynced", { class: "iv-distance-unsynced" }, [rect("hatch", box, "iv-hatch")]);
}

function unsyncedWords(one: DistanceLine, words: string, width: number): readonly Mark[] {
  const { left, right } = unsyncedSpan(one, width);
  const size = widthOf(words, 12, "sans");
  return right - left < size + 12
    ? []
    : [label("unsynced-words", left + 6, floor - 8, words, "iv-small iv-distance-words")];
}
