import type { TraceFile } from "@informerlab/core/trace";
import { Branches } from "../controls/branches.ts";
import { loadForkKit } from "../controls/fork-kit.ts";
import type { Story } from "../model/timeline/story.ts";
import { Timeline } from "../model/timeline/timeline.ts";
import { checkOrder } from "../trace/read-trace.ts";
import { TraceLog } from "../trace/trace-log.ts";
import type { Conductor } from "./conductor.ts";

/** Shows another run of the same scenario at the same place; `bound` is told the story, bound to it, before anybody hears of the place. */
export async function showRerun(
  { store, player, timeline, position }: Conductor,
  trace: TraceFile,
  bound: (story: Story | undefined) => void,
): Promise<void> {
  const { rebindStory, samePlace } = await loadForkKit();
  if (timeline === undefined) return;
  const run = new Timeline(new TraceLog(checkOrder(trace)));
  const story =
    timeline.story === undefined ? undefined : rebindStory(timeline.story, timeline, run);
  run.setStory(story);
  player.dispose();
  bound(story);
  store.set({ branches: new Branches(run), selectedItem: undefined });
  player.goTo(samePlace(timeline, run, position));
}
