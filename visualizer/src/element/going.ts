import type { StepSize } from "../model/timeline/timeline.ts";
import type { Conductor } from "./conductor.ts";
import { type Place, positionOf } from "./state/place.ts";

/** Steps `count` times, backwards when it is negative, at most to the end; without a size, by the one that is chosen. */
export function stepBy(conductor: Conductor, count: number, size: StepSize | undefined): void {
  const { timeline } = conductor;
  if (timeline === undefined) return;
  let { position } = conductor;
  for (let left = Math.abs(Math.round(count)); left > 0; left -= 1) {
    const next = timeline.stepFrom(position, count > 0 ? 1 : -1, size ?? conductor.state.size);
    // However often it is asked for: the end is the end.
    if (next === position) break;
    position = next;
  }
  conductor.goTo(position, Math.abs(count) === 1);
}

/**
 * Goes to a place. One that a fork does not have, such as a beat, is the original run's: that one steps then, and the fork
 * stays beside it.
 *
 * @returns false when neither has it.
 */
export function wentTo(conductor: Conductor, place: Place): boolean {
  const { timeline } = conductor;
  const position = timeline === undefined ? undefined : positionOf(timeline, place);
  if (position !== undefined) {
    conductor.goTo(position);
    return true;
  }
  const original = conductor.state.branches?.all[0];
  const before = original === undefined ? undefined : positionOf(original.timeline, place);
  if (original === undefined || before === undefined) return false;
  conductor.send({ kind: "activate", branch: original.id });
  conductor.goTo(before);
  return true;
}
