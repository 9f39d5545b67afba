import type { TraceFile } from "@informerlab/core/trace";
import type { LocalizedText } from "../model/timeline/story.ts";
import { Timeline } from "../model/timeline/timeline.ts";
import { momentText } from "../text/amounts.ts";
import { forkStory } from "../text/panels/fork-story.ts";
import { TraceLog } from "../trace/trace-log.ts";
import type { Branch, NewFuture } from "./branch.ts";
import type { ForkChoice, Runner } from "./runner.ts";

/**
 * Edits a future's scenario at a position and runs it.
 *
 * @throws whatever the runner throws, and an Error when the trace does not say what it was made from.
 */
export async function newFuture(
  origin: Branch,
  runner: Runner,
  choice: ForkChoice,
  position: number,
): Promise<NewFuture> {
  const { log } = origin.timeline;
  if (log.scenario === undefined) {
    throw new Error(
      "the trace does not hold the scenario it was made from, so there is nothing to edit and run again",
    );
  }
  const record = log.recordAt(position);
  const atMs = record === undefined ? 0 : record.at - log.startAt;
  const scenario = choice.apply(log.scenario, { atMs, seq: record?.seq ?? 0 });
  const file: TraceFile = await runner.run(scenario);
  const label = labelOf(choice, atMs);
  const timeline = new Timeline(
    new TraceLog(file.scenario === undefined ? { ...file, scenario } : file),
  );
  timeline.setStory(forkStory(origin.timeline, timeline, label));
  return { label, timeline };
}

function labelOf({ label }: ForkChoice, atMs: number): LocalizedText {
  const at = momentText(atMs);
  return { en: `${label.en} (${at})`, "zh-CN": `${label["zh-CN"]}（${at}）` };
}
