import { chosenInformer } from "../../layout/stage/stage.ts";
import { beatAt } from "../../model/timeline/beat-at.ts";
import { laneOf } from "../../model/timeline/lanes.ts";
import type { Beat, Language } from "../../model/timeline/story.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import { momentText } from "../../text/amounts.ts";
import { stageText } from "../../text/catalogue.ts";
import { narrateAt, narrateBeat } from "../../text/narrate.ts";
import type { Segment } from "../../text/segment.ts";
import type { ViewState } from "./view-state.ts";

/** What the narration says. */
export interface NarrationState {
  readonly language: Language;
  /** Where it happens: lane, moment. */
  readonly where: readonly [string, string];
  readonly what: readonly Segment[];
  /** It stands exactly where the author's words are true. */
  readonly isOnBeat: boolean;
  /** A story has been told to its end, and so has the trace: the last record is nothing to dwell on. */
  readonly isOver: boolean;
  readonly beat?:
    | {
        readonly beat: Beat;
        readonly number: number;
        readonly count: number;
        readonly text: readonly Segment[];
      }
    | undefined;
}

/** What is said at a position: the step's sentence, and the author's words at the last beat before it. */
export function narrationAt(
  timeline: Timeline,
  position: number,
  state: Pick<ViewState, "language" | "informer">,
): NarrationState {
  const { language } = state;
  const { log, length } = timeline;
  const record = log.recordAt(position);
  const place = record === undefined ? "" : stageText(language).lanes[laneOf(record.fact)];
  const moment =
    record === undefined
      ? ""
      : `${position}/${length} · ${momentText(record.at - log.startAt)} · ${record.fact.kind}`;
  const isOnBeat = timeline.story !== undefined && timeline.beats.includes(position);
  return {
    language,
    where: [place, moment],
    what: narrateAt(timeline, position, language),
    isOnBeat,
    isOver: timeline.story !== undefined && position === length && !isOnBeat,
    beat: toldAt(timeline, position, state),
  };
}

function toldAt(
  timeline: Timeline,
  at: number,
  state: Pick<ViewState, "language" | "informer">,
): NarrationState["beat"] {
  const told = beatAt(timeline, at);
  const record = told === undefined ? undefined : timeline.log.recordAt(told.position);
  if (told === undefined || record === undefined) return undefined;
  const { beat, index, position } = told;
  const world = timeline.worldAt(position);
  const text = narrateBeat(beat, state.language, world, chosenInformer(world, state), record.fact);
  return { beat, number: index + 1, count: timeline.beats.length, text };
}
