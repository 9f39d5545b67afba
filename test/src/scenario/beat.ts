import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { type LocalizedText, valueAt } from "./localized-text.ts";
import type { QueueFlavour } from "./queue-flavour.ts";

/** A narrated story point, bound to one event of the trace by what the event is, never by its position. */
export interface Beat {
  readonly id: string;
  readonly when: FactPredicate;
  /** Taken where no fact is like `when`, as with another queue. */
  readonly orWhen?: FactPredicate;
  readonly title: LocalizedText;
  /** At most 60 words or 110 Chinese characters; `{ref.key}` and other paths of the fact are filled in. */
  readonly text: LocalizedText;
  /** What the text says of the world just after the event, as expressions that the visualizer evaluates. */
  readonly claims?: readonly (string | BeatClaim)[];
  /** A prediction that readers make before the beat is played. */
  readonly ask?: BeatQuestion;
  /** Whose road it shows, where several informers run; that of the event if absent. */
  readonly informer?: string;
  /** Rules of the specification that the beat shows, such as `DF-7`. */
  readonly rules?: readonly string[];
  /** For a beat that other queues do not have: which ones have it, and why. */
  readonly only?: { readonly in: readonly QueueFlavour[]; readonly because: string };
}

/** A claim that holds with some queues only, and why. */
export interface BeatClaim {
  readonly holds: string;
  readonly in: readonly QueueFlavour[];
  readonly because: string;
}

/** A question whose answer is an expression, never typed in. */
export interface BeatQuestion {
  readonly kind: "where" | "value" | "choose" | "order";
  readonly question: LocalizedText;
  readonly choices?: readonly { readonly value: string; readonly label: LocalizedText }[];
  readonly answer: string;
  readonly because: LocalizedText;
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

/** What decides which beats are told. */
export interface BeatSource {
  readonly informers: readonly { readonly queue?: QueueFlavour }[];
  readonly beats?: readonly Beat[];
}

/** The beats that a scenario has with the queue that its first informer runs. */
export function beatsOf({ informers, beats = [] }: BeatSource): readonly Beat[] {
  const queue = informers[0]?.queue ?? "delta";
  return beats.filter(({ only }) => only?.in.includes(queue) ?? true);
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
    const when = [beat.when, beat.orWhen].find(
      (one) => one !== undefined && candidates(beat.id, one, placed, records).length > 0,
    );
    const found = candidates(beat.id, when ?? beat.when, placed, records);
    const { nth } = when ?? beat.when;
    const record = nth === undefined ? found[0] : found[nth - 1];
    if (record === undefined || (nth === undefined && found.length > 1)) {
      const wanted = nth === undefined ? "exactly one fact" : `at least ${nth} facts`;
      throw new BeatError(
        `beat "${beat.id}" needs ${wanted} like ${JSON.stringify(when ?? beat.when)}, found ${found.length}`,
      );
    }
    placed.set(beat.id, { beat, record });
  }
  return [...placed.values()];
}

function candidates(
  id: string,
  when: FactPredicate,
  placed: ReadonlyMap<string, PlacedBeat>,
  records: readonly TraceRecord<TraceFact>[],
): readonly TraceRecord<TraceFact>[] {
  const { after } = when;
  const start = after === undefined ? 0 : placed.get(after)?.record.seq;
  if (start === undefined) {
    throw new BeatError(`beat "${id}" comes after "${after}", which is no earlier beat`);
  }
  return records.filter(({ seq, fact }) => seq > start && matchesFact(when, fact));
}

/** True when the fact is of the predicate's kind and agrees with all its fields. */
export function matchesFact(predicate: FactPredicate, fact: TraceFact): boolean {
  if (fact.kind !== predicate.kind) return false;
  return Object.entries(predicate.where ?? {}).every(
    ([path, value]) => valueAt(fact, path) === value,
  );
}
