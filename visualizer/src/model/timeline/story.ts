import type { QueueFlavour } from "../world/world.ts";

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
  /** The informer whose road it shows, where several run. @defaultValue the first */
  readonly informer?: string;
  /** What the text says of the world just after the record, to be checked against the trace. */
  readonly claims?: readonly Claim[];
  /** A question that is asked before the beat is played. */
  readonly ask?: Ask;
}

/** A statement about the world at the end of a beat. */
export interface Claim {
  /** An expression that must be true there: `cached("n1") < server("n1")`. */
  readonly holds: string;
  /** The queues with which it holds. @defaultValue all three */
  readonly in?: readonly QueueFlavour[];
  /** Why it does not hold with the others; wanted when `in` is there. */
  readonly because?: string;
}

/**
 * A prediction. Kinds: `where` names a lane of the picture, `value` a number or a word, `choose` one of the choices,
 * `order` all choices in their order.
 */
export interface Ask {
  readonly kind: "where" | "value" | "choose" | "order";
  readonly question: LocalizedText;
  /** Wanted for `choose` and `order`; `where` and `value` may narrow what is offered. */
  readonly choices?: readonly AskChoice[];
  /** An expression evaluated at the end of the beat: never the answer itself. */
  readonly answer: string;
  /** Said with the answer: why it is so. */
  readonly because: LocalizedText;
}

/** One possible answer. */
export interface AskChoice {
  readonly value: string;
  readonly label: LocalizedText;
}

/** What an author adds to a trace: a title, and beats in the order of the trace. */
export interface Story {
  readonly title?: LocalizedText;
  readonly beats: readonly Beat[];
}
