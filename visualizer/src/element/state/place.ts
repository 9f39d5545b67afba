import type { Timeline } from "../../model/timeline/timeline.ts";

/** A place in a trace: how many records have happened, milliseconds since the start, or a beat's id. */
export type Place =
  | { readonly event: number }
  | { readonly at: number }
  | { readonly beat: string };

/** The position of a place; undefined when the trace does not have it. */
export function positionOf(timeline: Timeline, place: Place): number | undefined {
  if ("event" in place) {
    const { event } = place;
    return Number.isInteger(event) && event >= 0 && event <= timeline.length ? event : undefined;
  }
  if ("at" in place) {
    return Number.isFinite(place.at)
      ? timeline.log.positionAtTime(timeline.log.startAt + place.at)
      : undefined;
  }
  const beat = timeline.story?.beats.find(({ id }) => id === place.beat);
  return beat === undefined ? undefined : timeline.log.positionOf(beat.seq);
}

/** The place that the attributes `beat`, `step` or `at` name. */
export function attributePlace(attribute: (name: string) => string | null): Place | undefined {
  const beat = attribute("beat");
  if (beat !== null) return { beat };
  const step = attribute("step");
  if (step !== null) return { event: Number(step) };
  const at = attribute("at");
  return at === null ? undefined : { at: Number(at) };
}
