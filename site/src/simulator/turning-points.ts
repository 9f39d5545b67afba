import type { TraceFact, TraceFile, TraceRecord } from "@informerlab/core/trace";
import { type LocalizedText, pointOfNoReturn, type Scenario } from "@informerlab/test";
import { narrate, plainText } from "@informerlab/visualizer";
import type { BrokenRule } from "./run-result.ts";

/** A moment before the break that a reader should see. */
export interface TurningPoint {
  readonly kind: "cause" | "no-return";
  readonly seq: number;
  /** What happened there. */
  readonly text: LocalizedText;
  /** Ways on that were tried from the point of no return, in all of which the promise broke. */
  readonly tried?: number;
}

const troubles: ReadonlySet<TraceFact["kind"]> = new Set([
  "fault.injected",
  "server.compacted",
  "server.restarted",
]);

/** What the break came of, and from where on it was inevitable; neither where there is no such thing. */
export function turningPoints(
  scenario: Scenario,
  { records }: TraceFile,
  broken: readonly BrokenRule[],
): readonly TurningPoint[] {
  const [first] = broken;
  if (first === undefined) return [];
  const point = pointOfNoReturn(scenario, first.id);
  // What breaks from the first moment on, whatever is done, has no such point.
  const noReturn = point?.escapesBefore === undefined ? undefined : point;
  const before = noReturn?.record.seq ?? first.seq;
  const cause = records.findLast(({ seq, fact }) => seq < before && troubles.has(fact.kind));
  return [
    ...(cause === undefined
      ? []
      : [{ kind: "cause", seq: cause.seq, text: textOf(cause) } as const]),
    ...(noReturn === undefined
      ? []
      : [
          {
            kind: "no-return",
            seq: noReturn.record.seq,
            text: textOf(noReturn.record),
            tried: noReturn.tried,
          } as const,
        ]),
  ];
}

function textOf({ fact }: TraceRecord<TraceFact>): LocalizedText {
  const sentence = (language: "en" | "zh-CN"): string => plainText(narrate(fact, language));
  return { en: sentence("en"), "zh-CN": sentence("zh-CN") };
}
