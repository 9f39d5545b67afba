import { type ScaleLinear, scaleLinear } from "d3-scale";
import type { Timeline } from "../model/timeline.ts";

/** Whether every step is equally wide, or every millisecond. */
export type TimelineScale = "event" | "time";

/** What part of the timeline is seen: `k` times enlarged, moved by `x` pixels, as d3-zoom has it. */
export interface Zoom {
  readonly k: number;
  readonly x: number;
}

/** Positions to pixels and back. */
export interface TimelineAxis {
  readonly kind: TimelineScale;
  readonly scale: ScaleLinear<number, number>;
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
  const span =
    kind === "event" ? Math.max(1, timeline.length) : Math.max(1, timeline.end.at - log.startAt);
  const margin = 8;
  const base = scaleLinear()
    .domain([0, span])
    .range([margin, width - margin]);
  const domain = [0, width].map((x) => base.invert((x - zoom.x) / zoom.k));
  const scale = scaleLinear().domain(domain).range([0, width]);
  const clamp = (position: number): number =>
    Math.min(Math.max(0, Math.round(position)), timeline.length);
  if (kind === "event") {
    return {
      kind,
      scale,
      xOf: (position) => scale(position),
      positionAt: (x) => clamp(scale.invert(x)),
    };
  }
  return {
    kind,
    scale,
    xOf: (position) => scale((log.recordAt(position)?.at ?? log.startAt) - log.startAt),
    positionAt: (x) => clamp(log.positionAtTime(log.startAt + scale.invert(x))),
  };
}
