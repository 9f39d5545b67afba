import type { TraceFile } from "@informerlab/core/trace";
import {
  fillText,
  type LocalizedText,
  placeBeats,
  runScenario,
  type Scenario,
} from "@informerlab/test";
import type { Story } from "@informerlab/visualizer";
import { lessonOf } from "./lessons.ts";

/** A scenario that was run, with its story bound to the trace. */
export interface NarratedRun {
  readonly scenario: Scenario;
  readonly trace: TraceFile;
  readonly story: Story;
}

const runs = new Map<string, NarratedRun>();

/** The run of a lesson; made once a build. */
export function lessonRun(slug: string): NarratedRun {
  let run = runs.get(slug);
  if (run === undefined) {
    run = narratedRun(lessonOf(slug).scenario);
    runs.set(slug, run);
  }
  return run;
}

/** Runs a scenario and finds the record of each of its beats. */
export function narratedRun(scenario: Scenario): NarratedRun {
  const { trace } = runScenario(scenario, { judge: false });
  return { scenario, trace, story: storyOf(scenario, trace) };
}

/**
 * The scenario's beats, bound to the records of its trace.
 *
 * @throws BeatError when a beat matches no record or several.
 */
export function storyOf(scenario: Scenario, trace: TraceFile): Story {
  const beats = placeBeats(scenario.beats ?? [], trace.records).map(({ beat, record }) => ({
    id: beat.id,
    seq: record.seq,
    title: filled(beat.title, record.fact),
    text: filled(beat.text, record.fact),
  }));
  return scenario.title === undefined ? { beats } : { title: scenario.title, beats };
}

function filled(text: LocalizedText, values: unknown): LocalizedText {
  return { en: fillText(text.en, values), "zh-CN": fillText(text["zh-CN"], values) };
}
