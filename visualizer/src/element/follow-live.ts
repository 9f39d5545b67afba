import { Branches } from "../controls/branches.ts";
import type { Story } from "../model/timeline/story.ts";
import { followSource } from "../trace/live-trace.ts";
import type { VisualRecord } from "../trace/trace-log.ts";
import type { Conductor } from "./conductor.ts";

/** What belongs to a live source, and whether something newer is shown instead. */
export interface LiveOptions {
  readonly story: Story | undefined;
  readonly isStopped: () => boolean;
  readonly nextFrame: () => Promise<void>;
}

/** More than so much at once is not followed with the eye: the picture is there at once. */
const flightMax = 256;

/**
 * Shows records as they come. Until the reader pauses or moves the playhead, it follows: what has come is played along its road,
 * and what comes meanwhile is the next flight.
 */
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
  const isShown = (): boolean => conductor.state.branches === branches;
  const follow = (): void => {
    const { isFollowing, playhead } = conductor.state;
    if (!isFollowing || playhead.motion !== undefined) return;
    const { position } = playhead;
    // What had happened before the reader came is not news.
    const isNews = position > 0 && timeline.length - position <= flightMax;
    player.goTo(timeline.length, isNews);
  };
  const show = (): void => {
    frame = undefined;
    // A trace that was opened meanwhile has a playhead of its own.
    if (!isShown()) return;
    timeline.extend();
    conductor.branchesChanged();
    follow();
  };
  // A flight that lands leads on to what came meanwhile; playing that has caught up follows again.
  const stopListening = store.subscribe((state, { playhead: before }) => {
    if (!isShown()) {
      stopListening();
      return;
    }
    const { motion, isPlaying, position } = state.playhead;
    const isBehind = position < timeline.length;
    if (before.isPlaying && !isPlaying && !isBehind) store.set({ isFollowing: true });
    if (before.motion !== undefined && motion === undefined && isBehind)
      frame ??= nextFrame().then(show);
  });
  try {
    const end = await followSource(timeline.log, source, {
      isStopped,
      appended: () => {
        frame ??= nextFrame().then(show);
        return timeline.log.length % 256 === 0 ? frame : undefined;
      },
    });
    await frame;
    if (end !== "stopped" && isShown())
      conductor.say(conductor.word(end === "full" ? "liveFull" : "liveEnded"));
  } catch (error) {
    await frame;
    if (isShown()) conductor.say(error instanceof Error ? error.message : String(error));
  }
  if (isShown()) store.set({ isLive: false });
}
