import type { Timeline } from "../timeline/timeline.ts";
import { answerOf } from "./claim.ts";
import type { Prediction } from "./prediction.ts";

/** Whether what was said is right, and what would be; undefined where the trace has no answer, as in a fork. */
export function judged(
  timeline: Timeline,
  { beat, ask, given }: Prediction,
): { readonly isRight: boolean; readonly answer: string } | undefined {
  try {
    const answer = answerOf(timeline, beat, ask);
    return { isRight: plain(given ?? "") === plain(answer), answer };
  } catch {
    return undefined;
  }
}

/** As it is meant, not as a keyboard writes it: `４`, ` 4` and `4.0` are 4. */
function plain(said: string): string {
  const text = said.normalize("NFKC").trim();
  return /^\d+(?:\.\d+)?$/.test(text) ? String(Number(text)) : text;
}
