import type { Timeline } from "../timeline/timeline.ts";

const fleetMin = 8;

/** From so many informers on, a run is about all of them rather than about the road of one. */
export function isFleet({ end }: Timeline): boolean {
  return end.informers.size >= fleetMin;
}
