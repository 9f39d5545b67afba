import { pointOf, type Transition } from "./motion.ts";

/** Whether the object that is followed has left the lane that it set out from. */
export function hasLeftItsLane({ to: { lanes }, journeys }: Transition, phase: number): boolean {
  const journey = journeys.find(({ isHero }) => isHero);
  if (journey === undefined) return false;
  const { x, y } = journey.from;
  const lane = lanes.find(
    ({ id, box }) =>
      id !== "log" && x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height,
  );
  if (lane === undefined) return phase > 0;
  const at = pointOf(journey, phase).x;
  return at < lane.box.x || at > lane.box.x + lane.box.width;
}
