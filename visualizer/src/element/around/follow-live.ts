import { Branches } from "../../controls/branches.ts";
import type { Story } from "../../model/story.ts";
import { followSource } from "../../trace/live-trace.ts";
import type { VisualRecord } from "../../trace/trace-log.ts";
import type { Conductor } from "../conductor.ts";

/** What belongs to a live source, and whether something newer is shown instead. */
export interface LiveOptions {
  readonly story: Story | undefined;
  readonly isStopped: () => boolean;
  readonly nextFrame: () => Promise<void>;
}

/** Shows records as they come, at most once a frame; the playhead stays at the end until the reader moves it. */
export async function followLive(
  conductor: Conductor,
  source: AsyncIterable<VisualRecord>,
  { story, isStopped, nextFrame }: LiveOptions,
): Promise<void> {
  const { store, player } = conductor;
  const branches = new Branches({ version: 1, records: [] }, story);
  const { timeline } = branches.active;
  store.set({ branches, status: { kind: "shown" }, isLive: true, isFollowing: true });
  player.goTo(0);
  let frame: Promise<void> | undefined;
  const show = (): void => {
    frame = undefined;
    timeline.extend();
    conductor.branchesChanged();
    if (conductor.state.isFollowing) player.goTo(timeline.length);
  };
  try {
    const end = await followSource(timeline.log, source, {
      isStopped,
      appended: () => {
        frame ??= nextFrame().then(show);
        return timeline.log.length % 256 === 0 ? frame : undefined;
      },
    });
    await frame;
    if (end !== "stopped") conductor.say(conductor.word(end === "full" ? "liveFull" : "liveEnded"));
  } catch (error) {
    await frame;
    conductor.say(error instanceof Error ? error.message : String(error));
  }
  if (!isStopped()) store.set({ isLive: false });
}
