import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { type LocalizedText, valueAt } from "./localized-text.ts";

/** A narrated story point, bound to one event of the trace by what the event is, never by its position. */
export interface Beat {
  readonly id: string;
  readonly when: FactPredicate;
  readonly title: LocalizedText;
  /** At most 60 words or 110 Chinese characters; `{ref.key}` and other paths of the fact are filled in. */
  readonly text: LocalizedText;
}

/** Which fact is meant: kind and fields must agree; of several such facts, `nth` says which (1 is the first). */
export interface FactPredicate {
  readonly kind: TraceFact["kind"];
  /** Dotted path → value, as in `{"ref.key": "n3"}`. */
  readonly where?: Readonly<Record<string, string | number | boolean>>;
  /** Without it exactly one fact must match. */
  readonly nth?: number;
  /** Only facts after the fact of that beat count. */
  readonly after?: string;
}

/** Where a beat happens in a trace. */
export interface PlacedBeat {
  readonly beat: Beat;
  readonly record: TraceRecord<TraceFact>;
}

/** A beat that points at no event, or at more than one. */
export class BeatError extends Error {
  override readonly name = "BeatError";
}

/**
 * Finds the event of every beat.
 *
 * @throws BeatError naming the beat whose predicate matches no fact or several.
 */
export function placeBeats(
  beats: readonly Beat[],
  records: readonly TraceRecord<TraceFact>[],
): readonly PlacedBeat[] {
  const placed = new Map<string, PlacedBeat>();
  for (const beat of beats) {
    const { after } = beat.when;
    const start = after === undefined ? 0 : placed.get(after)?.record.seq;
    if (start === undefined) {
      throw new BeatError(`beat "${beat.id}" comes after "${after}", which is no earlier beat`);
    }
    const matches = records.filter(
      (record) => record.seq > start && matchesFact(beat.when, record.fact),
    );
    const { nth } = beat.when;
    const record = nth === undefined ? matches[0] : matches[nth - 1];
    if (record === undefined || (nth === undefined && matches.length > 1)) {
      const wanted = nth === undefined ? "exactly one fact" : `at least ${nth} facts`;
      throw new BeatError(
        `beat "${beat.id}" needs ${wanted} like ${JSON.stringify(beat.when)}, found ${matches.length}`,
      );
    }
    placed.set(beat.id, { beat, record });
  }
  return [...placed.values()];
}

/** True when the fact is of the predicate's kind and agrees with all its fields. */
export function matchesFact(predicate: FactPredicate, fact: TraceFact): boolean {
  if (fact.kind !== predicate.kind) return false;
  return Object.entries(predicate.where ?? {}).every(
    ([path, value]) => valueAt(fact, path) === value,
  );
}
