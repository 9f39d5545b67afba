import type { TraceFile } from "@informerlab/core/trace";
import { Timeline } from "../model/timeline/timeline.ts";
import { knowEveryLanguage } from "../text/every-language.ts";
import { TraceLog } from "../trace/trace-log.ts";
import { type PictureSettings, timelinePicture } from "./picture.ts";

/** Settings of {@link renderPoster}. */
export type PosterOptions = PictureSettings;

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
  knowEveryLanguage();
  const timeline = new Timeline(new TraceLog(trace), options.story);
  return timelinePicture(timeline, placeIn(timeline, position), options);
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
