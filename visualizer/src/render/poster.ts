import type { TraceFile } from "@informerlab/core/trace";
import { frameMarks } from "../layout/frame.ts";
import type { View } from "../layout/scene.ts";
import { stepBetween } from "../layout/transition.ts";
import type { Language, Story } from "../model/story.ts";
import { Timeline } from "../model/timeline.ts";
import { plainText } from "../text/message.ts";
import { narrate } from "../text/narrate.ts";
import { TraceLog } from "../trace/trace-log.ts";
import { marksToSvg, type Theme } from "./marks-to-svg.ts";

/** Settings of {@link renderPoster}. */
export interface PosterOptions {
  /** @defaultValue "en" */
  readonly lang?: Language;
  /** @defaultValue "auto" */
  readonly theme?: Theme;
  /** Width in CSS pixels; it chooses the layout, too. @defaultValue 1200 */
  readonly width?: number;
  readonly story?: Story;
  readonly view?: Partial<Omit<View, "width" | "language">>;
}

/**
 * The picture of a trace at a position, as SVG text: for pages before their script has run, for print, for files. Needs no
 * document; gives the same text in Node and in browsers.
 *
 * @param position how many records have happened; `{ seq }` and `{ beat }` name the place otherwise.
 * @throws RangeError when the place does not exist in the trace.
 */
export function renderPoster(
  trace: TraceFile,
  position: number | { readonly seq: number } | { readonly beat: string },
  options: PosterOptions = {},
): string {
  const timeline = new Timeline(new TraceLog(trace), options.story);
  return timelinePicture(timeline, placeIn(timeline, position), options);
}

/** The same for a timeline that exists already. */
export function timelinePicture(
  timeline: Timeline,
  position: number,
  options: PosterOptions = {},
): string {
  const { lang = "en", theme = "auto", width = 1200, story, view } = options;
  const seen: View = { ...view, width, language: lang };
  const transition = stepBetween(timeline, timeline.groupStart(position), position, seen);
  const scene = transition.to;
  return marksToSvg(frameMarks(scene, transition, { phase: 1, isStill: true }), {
    width: scene.width,
    height: scene.height,
    title: story?.title?.[lang] ?? "informer",
    description: plainText(narrate(timeline.log.recordAt(position)?.fact, lang)),
    language: lang,
    theme,
  });
}

function placeIn(
  timeline: Timeline,
  place: number | { readonly seq: number } | { readonly beat: string },
): number {
  if (typeof place === "number") {
    if (Number.isInteger(place) && place >= 0 && place <= timeline.length) return place;
    throw new RangeError(`position ${place} is not in the trace; it has 0 … ${timeline.length}`);
  }
  const beats = timeline.story?.beats ?? [];
  const seq = "seq" in place ? place.seq : beats.find(({ id }) => id === place.beat)?.seq;
  const position = seq === undefined ? undefined : timeline.log.positionOf(seq);
  if (position !== undefined) return position;
  throw new RangeError(
    "seq" in place
      ? `the trace has no record with seq ${place.seq}`
      : `the story has no beat "${place.beat}"; it has ${beats.map(({ id }) => id).join(", ") || "none"}`,
  );
}
