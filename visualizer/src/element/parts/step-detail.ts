import type { Language } from "../../model/timeline/story.ts";
import type { Timeline } from "../../model/timeline/timeline.ts";
import { plainText } from "../../text/segment.ts";
import { told } from "../moment/told.ts";

/** What the picture says of a step; the detail of `informer-step`. */
export interface StepDetail {
  /** How many records have happened. */
  readonly position: number;
  readonly seq: number | undefined;
  /** The kind of the record's fact. */
  readonly kind: string | undefined;
  /** What the narration says, in the reader's language. */
  readonly sentence: string;
}

export function stepDetail(timeline: Timeline, position: number, language: Language): StepDetail {
  const record = timeline.log.recordAt(position);
  const sentence = plainText(told(timeline, position, language));
  return { position, seq: record?.seq, kind: record?.fact.kind, sentence };
}
