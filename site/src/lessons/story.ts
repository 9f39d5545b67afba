import type { TraceFact, TraceFile } from "@informerlab/core/trace";
import {
  type Beat,
  beatsOf,
  fillText,
  type LocalizedText,
  placeBeats,
  runScenario,
  type Scenario,
} from "@informerlab/test";
import type { Claim, QueueFlavour, Story } from "@informerlab/visualizer";

/** The queues that can stand between Reflector and Indexer, the classic one first. */
export const flavours: readonly QueueFlavour[] = ["delta", "real", "real-atomic"];

/** A scenario that was run, with its story bound to the trace. */
export interface NarratedRun {
  readonly scenario: Scenario;
  readonly trace: TraceFile;
  readonly story: Story;
  readonly flavour: QueueFlavour;
}

/** A run's story with each queue; a reader may switch. */
export interface Stories {
  readonly flavour: string;
  readonly stories: Readonly<Record<string, Story>>;
}

/** Runs a scenario and finds the record of each of its beats. */
export function narratedRun(scenario: Scenario): NarratedRun {
  const { trace } = runScenario(scenario, { judge: false });
  const flavour = scenario.informers[0]?.queue ?? "delta";
  return { scenario, trace, story: storyOf(scenario, trace), flavour };
}

/** The same run with each queue; a scenario that compares several queues has only its own. */
export function runsOfAllFlavours(scenario: Scenario): readonly NarratedRun[] {
  const own = new Set(scenario.informers.map(({ queue }) => queue ?? "delta"));
  if (own.size > 1) return [narratedRun(scenario)];
  return flavours.map((queue) => narratedRun(withQueue(scenario, queue)));
}

/** The scenario with another queue between Reflector and Indexer. */
export function withQueue(scenario: Scenario, queue: QueueFlavour): Scenario {
  return { ...scenario, informers: scenario.informers.map((one) => ({ ...one, queue })) };
}

/**
 * The scenario's beats, bound to the records of its trace.
 *
 * @throws BeatError when a beat matches no record or several.
 */
export function storyOf(scenario: Scenario, trace: TraceFile): Story {
  const beats = placeBeats(beatsOf(scenario), trace.records).map(({ beat, record }) => ({
    id: beat.id,
    seq: record.seq,
    title: filled(beat.title, record.fact),
    text: filled(beat.text, record.fact),
    ...informerOf(beat, record.fact),
    ...(beat.rules === undefined ? {} : { rules: beat.rules }),
    ...(beat.claims === undefined ? {} : { claims: claimsOf(beat) }),
    ...(beat.ask === undefined ? {} : { ask: beat.ask }),
  }));
  return scenario.title === undefined ? { beats } : { title: scenario.title, beats };
}

/** The stories that a page's script is given: the beats of each queue, and which queue the trace has. */
export function storiesOf(run: NarratedRun, others: readonly NarratedRun[]): Stories {
  const all = [run, ...others].map(({ flavour, story: { beats } }) => [flavour, { beats }]);
  return { flavour: run.flavour, stories: Object.fromEntries(all) as Stories["stories"] };
}

function informerOf(beat: Beat, fact: TraceFact): { readonly informer?: string } {
  const informer = beat.informer ?? ("informer" in fact ? fact.informer : undefined);
  return informer === undefined ? {} : { informer };
}

function claimsOf({ claims = [] }: Beat): readonly Claim[] {
  return claims.map((claim) => (typeof claim === "string" ? { holds: claim } : claim));
}

function filled(text: LocalizedText, values: unknown): LocalizedText {
  return { en: fillText(text.en, values), "zh-CN": fillText(text["zh-CN"], values) };
}
