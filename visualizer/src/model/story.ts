/** The two languages of the picture. */
export type Language = "en" | "zh-CN";

/** One text in every language. */
export type LocalizedText = Readonly<Record<Language, string>>;

/**
 * A story point that an author bound to one record of a trace. The text may hold live values: paths of the record's
 * fact such as `{ref.key}`, and `{head}`, `{storeResourceVersion}`, `{lastResourceVersion}`, `{cached}`, `{queued}`,
 * `{lists}`, `{watches}` as they are at that moment.
 */
export interface Beat {
  readonly id: string;
  /** The `seq` of the record it is bound to; the beat shows the picture just after it. */
  readonly seq: number;
  readonly text: LocalizedText;
  readonly title?: LocalizedText;
  /** Rules of the specification that the beat shows: `DF-7`, `SI-12` … */
  readonly rules?: readonly string[];
}

/** What an author adds to a trace: a title, and beats in the order of the trace. */
export interface Story {
  readonly title?: LocalizedText;
  readonly beats: readonly Beat[];
}
