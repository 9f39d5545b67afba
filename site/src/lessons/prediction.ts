import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import type { LocalizedText } from "@informerlab/test";

/** One possible answer. */
export interface Choice {
  readonly value: string;
  readonly label: LocalizedText;
}

/** A question that a lesson asks before its picture answers it. */
export interface Prediction {
  readonly id: string;
  readonly question: LocalizedText;
  readonly choices: readonly Choice[];
  /** The right choice's value: always read from the trace, never typed in. */
  readonly answer: (trace: readonly TraceRecord<TraceFact>[]) => string;
  /** The beat at which the answer is seen. */
  readonly beat: string;
  readonly because: LocalizedText;
}

/** Choices that are numbers. */
export function numbers(...values: readonly number[]): readonly Choice[] {
  return values.map((value) => ({
    value: String(value),
    label: { en: String(value), "zh-CN": String(value) },
  }));
}
