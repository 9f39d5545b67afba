import { isTrouble, laneIds, laneOf } from "../../model/timeline/lanes.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import { durationText } from "../../text/amounts.ts";
import { drawGlyph } from "../marks/glyph.ts";
import { group, label, line, type Mark, path, placed, rect, round } from "../marks/mark.ts";
import { widthOf } from "../marks/measure.ts";

/** Places of a timeline in pixels; zooming is the caller's. */
export interface TimelinePlaces {
  readonly width: number;
  readonly kind: "event" | "time";
  xOf(position: number): number;
  /** The ruler's round values that are in sight, with their pixels: steps, or milliseconds. */
  readonly ticks: readonly { readonly value: number; readonly x: number }[];
}

const densityTop = 36;
const rowHeight = 4;

/** The height of a timeline, with or without a braid below it. */
export function timelineHeight(hasBraid: boolean): number {
  return hasBraid ? 119 : 78;
}

/** Everything of the timeline but the playhead. */
export function timelineMarks(
  timeline: Timeline,
  places: TimelinePlaces,
  bookmarks: readonly number[],
): readonly Mark[] {
  const { width } = places;
  return [
    rect("ground", { x: 0, y: 0, width, height: timelineHeight(false) }, "iv-panel", 8),
    group("ruler", { class: "iv-ruler" }, ruler(places)),
    group("density", { class: "iv-density" }, density(timeline, places)),
    group("troubles", { class: "iv-troubles" }, troubles(timeline, places)),
    group("beats", { class: "iv-beats" }, beatFlags(timeline, places)),
    group("flags", { class: "iv-flags" }, bookmarkFlags(places, bookmarks)),
  ];
}

function ruler({ ticks, kind, width }: TimelinePlaces): readonly Mark[] {
  return ticks
    .filter(({ x }) => x >= 4 && x <= width - 24)
    .flatMap(({ value, x }) => [
      line(`tick-${value}`, x, 70, x, 74, "iv-tick"),
      label(
        `tick-text-${value}`,
        x + 3,
        77,
        kind === "event" ? String(value) : durationText(value),
        "iv-tick-text",
      ),
    ]);
}

/** One row a lane; a column is as high as it is busy. */
function density(timeline: Timeline, { width, xOf }: TimelinePlaces): readonly Mark[] {
  const column = Math.min(10, Math.max(3, round(xOf(1) - xOf(0))));
  const columns = Math.ceil(width / column);
  const counts = laneIds.map(() => new Uint16Array(columns));
  const rows = new Map(laneIds.map((id, index) => [id, counts[index]]));
  for (const [index, { fact }] of timeline.log.records.entries()) {
    const place = Math.floor(xOf(index + 1) / column - 0.5);
    if (place < 0 || place >= columns) continue;
    const row = rows.get(laneOf(fact));
    if (row !== undefined) row[place] = (row[place] ?? 0) + 1;
  }
  return laneIds.map((id, index) => {
    const row = counts[index] ?? new Uint16Array();
    const most = Math.max(1, ...row);
    let d = "";
    for (const [place, count] of row.entries()) {
      if (count === 0) continue;
      const height = round(1.2 + 2.3 * (Math.log(1 + count) / Math.log(1 + most)));
      d += `M${round(place * column + column / 2)},${densityTop + index * rowHeight + rowHeight - height}h${round(column - 0.8)}v${height}h${-round(column - 0.8)}Z`;
    }
    return path(`row-${id}`, d, "iv-density-row");
  });
}

function troubles(timeline: Timeline, { width, xOf }: TimelinePlaces): readonly Mark[] {
  const marks: Mark[] = [];
  let lastX = Number.NEGATIVE_INFINITY;
  for (const [index, { fact, seq }] of timeline.log.records.entries()) {
    if (!isTrouble(fact)) continue;
    const x = xOf(index + 1);
    // Troubles that would cover each other are one mark.
    if (x < 0 || x > width || x - lastX < 10) continue;
    lastX = x;
    const kind = fact.kind === "fault.injected" ? "fault" : "error";
    marks.push(placed(`trouble-${seq}`, x, 26, [drawGlyph(kind, 12, "")], "iv-trouble"));
  }
  return marks;
}

function beatFlags(timeline: Timeline, { width, xOf }: TimelinePlaces): readonly Mark[] {
  const isAuthored = timeline.story !== undefined;
  let freeFrom = Number.NEGATIVE_INFINITY;
  return timeline.beats.flatMap((position, index) => {
    const x = xOf(position);
    if (x < 0 || x > width) return [];
    const stem = line(`stem-${position}`, x, isAuthored ? 18 : 8, x, 34, "iv-stem");
    if (!isAuthored) return [line(`stem-${position}`, x, 10, x, 16, "iv-stem")];
    const text = String(index + 1);
    const flagWidth = widthOf(text, 12, "sans") + 8;
    const left = Math.min(x, width - flagWidth - 1);
    if (left < freeFrom) return [stem];
    freeFrom = left + flagWidth + 2;
    return [
      group(`beat-${position}`, { class: "iv-beat-flag", "data-position": position }, [
        stem,
        rect("flag", { x: left, y: 3, width: flagWidth, height: 16 }, "iv-flag", 3),
        label("number", left + flagWidth / 2, 15, text, "iv-flag-text", "middle"),
      ]),
    ];
  });
}

function bookmarkFlags({ xOf }: TimelinePlaces, bookmarks: readonly number[]): readonly Mark[] {
  return bookmarks.map((position) => {
    const x = round(xOf(position));
    return path(`bookmark-${position}`, `M${x - 4},3h8v12l-4,-3.5l-4,3.5Z`, "iv-bookmark-flag");
  });
}
