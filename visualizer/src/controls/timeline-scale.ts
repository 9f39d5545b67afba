import type { Timeline } from "../model/timeline/timeline.ts";

/** Whether every step is equally wide, or every millisecond. */
export type TimelineScale = "event" | "time";

/** What part of the timeline is seen: `k` times enlarged, then moved by `x` pixels. */
export interface Zoom {
  readonly k: number;
  readonly x: number;
}

/** All of it. */
export const wholeTimeline: Zoom = { k: 1, x: 0 };

const largest = 400;

/** Enlarged or shrunk so that the point at pixel `x` stays where it is. */
export function zoomedAt(zoom: Zoom, factor: number, x: number, width: number): Zoom {
  const k = Math.min(largest, Math.max(1, zoom.k * factor));
  return within({ k, x: x - ((x - zoom.x) / zoom.k) * k }, width);
}

/** Moved by pixels. */
export function pannedBy(zoom: Zoom, pixels: number, width: number): Zoom {
  return within({ k: zoom.k, x: zoom.x + pixels }, width);
}

/** Never beyond the timeline's ends. */
function within({ k, x }: Zoom, width: number): Zoom {
  return { k, x: Math.min(0, Math.max(width - width * k, x)) };
}

/** Positions to pixels and back. */
export interface TimelineAxis {
  readonly kind: TimelineScale;
  /** The ruler's round values that are in sight, with their pixels: steps, or milliseconds. */
  readonly ticks: readonly { readonly value: number; readonly x: number }[];
  xOf(position: number): number;
  positionAt(x: number): number;
}

export function timelineAxis(
  timeline: Timeline,
  kind: TimelineScale,
  width: number,
  zoom: Zoom,
): TimelineAxis {
  const { log } = timeline;
  const isEvent = kind === "event";
  const span = Math.max(1, isEvent ? timeline.length : timeline.end.at - log.startAt);
  const margin = 8;
  const perUnit = ((width - 2 * margin) / span) * zoom.k;
  const origin = margin * zoom.k + zoom.x;
  const toX = (value: number): number => origin + value * perUnit;
  const toValue = (x: number): number => (x - origin) / perUnit;
  const round = (position: number): number =>
    Math.min(Math.max(0, Math.round(position)), timeline.length);
  const values = roundValues(toValue(0), toValue(width), Math.max(2, Math.floor(width / 90)));
  return {
    kind,
    ticks: values.map((value) => ({ value, x: toX(value) })),
    xOf: (position) =>
      toX(isEvent ? position : (log.recordAt(position)?.at ?? log.startAt) - log.startAt),
    positionAt: (x) => round(isEvent ? toValue(x) : log.positionAtTime(log.startAt + toValue(x))),
  };
}

/** Whole numbers from 0 on, about `count` of them, as far apart as 1, 2 or 5 times a power of ten. */
function roundValues(from: number, to: number, count: number): readonly number[] {
  const wanted = Math.max(1, (to - from) / count);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = ([1, 2, 5, 10].find((one) => one * power >= wanted * 0.7) ?? 10) * power;
  const first = Math.max(0, Math.ceil(from / step));
  const values: number[] = [];
  for (let index = first; index * step <= to; index += 1) values.push(index * step);
  return values;
}
