import type { Timeline } from "../model/timeline.ts";
import { type PictureSettings, timelinePicture } from "./picture.ts";

/** How a moving picture plays. */
export interface AnimationSettings extends PictureSettings {
  /** Milliseconds that each stop is shown. @defaultValue 900 */
  readonly stopMs?: number;
  /** Milliseconds that the last stop is shown. @defaultValue 2500 */
  readonly restMs?: number;
}

const stopsMax = 40;

/**
 * A stretch of a run as one SVG that plays by itself, over and over, without script: a drawing for each hop, shown one
 * after the other by the style sheet inside. Where a reader wants no motion, the last one stands still.
 *
 * @throws RangeError when the stretch has no stop.
 */
export function animatedPicture(
  timeline: Timeline,
  from: number,
  to: number,
  settings: AnimationSettings,
): string {
  const { stopMs = 900, restMs = 2500, ...picture } = settings;
  const stops = stopsBetween(timeline, from, to);
  const frames = stops.map((position) => timelinePicture(timeline, position, picture));
  const [first] = frames;
  if (first === undefined) throw new RangeError(`there is nothing to show from ${from} to ${to}`);
  const height = Math.max(...frames.map(heightOf));
  const open = (/^<svg[^>]*>/.exec(first)?.[0] ?? "<svg>")
    .replace(/(viewBox="0 0 [\d.]+ )[\d.]+"/, `$1${height}"`)
    .replace(/ height="[\d.]+"/, ` height="${height}"`);
  const total = (frames.length - 1) * stopMs + restMs;
  const parts = frames.map((frame, index) => {
    const whole = frame.slice(frame.indexOf(">") + 1, frame.lastIndexOf("</svg>"));
    // Colours and patterns are said once, by the first drawing.
    const inner = index === 0 ? whole : whole.replace(/<(style|defs)>.*?<\/\1>/gs, "");
    const isLast = index === frames.length - 1;
    const start = ((index * stopMs) / total) * 100;
    const end = isLast ? 100 : (((index + 1) * stopMs) / total) * 100;
    return {
      name: `iv-frame-${index}`,
      rule: keyframes(`iv-frame-${index}`, start, end),
      inner,
      isLast,
    };
  });
  const style = [
    `.iv-frame{visibility:hidden;animation-duration:${total}ms;animation-iteration-count:infinite;animation-timing-function:step-end}`,
    ...parts.map(({ rule }) => rule),
    ...parts.map(({ name }) => `#${name}{animation-name:${name}}`),
    `@media (prefers-reduced-motion: reduce){.iv-frame{animation:none}#iv-frame-${parts.length - 1}{visibility:visible}}`,
  ].join("");
  const groups = parts.map(({ name, inner }) => `<g class="iv-frame" id="${name}">${inner}</g>`);
  return `${open}<style>${style}</style>${groups.join("")}</svg>`;
}

function heightOf(frame: string): number {
  return Number(/viewBox="0 0 [\d.]+ ([\d.]+)"/.exec(frame)?.[1] ?? 0);
}

function keyframes(name: string, start: number, end: number): string {
  const percent = (value: number): string => `${Number(value.toFixed(3))}%`;
  const before = start > 0 ? `0%{visibility:hidden}` : "";
  const after = end < 100 ? `${percent(end)}{visibility:hidden}` : "";
  return `@keyframes ${name}{${before}${percent(start)}{visibility:visible}${after}}`;
}

/** The hops of a stretch, its end included; evenly fewer where there are too many. */
function stopsBetween(timeline: Timeline, from: number, to: number): readonly number[] {
  const hops = timeline.hops.filter((position) => position > from && position < to);
  const stops = [...hops, to].filter((position) => position > 0);
  if (stops.length <= stopsMax) return stops;
  return Array.from(
    { length: stopsMax },
    (_, index) => stops[Math.round((index * (stops.length - 1)) / (stopsMax - 1))] ?? to,
  );
}
