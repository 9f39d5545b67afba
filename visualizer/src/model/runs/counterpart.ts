import type { Timeline } from "../timeline/timeline.ts";

/** Where the other timeline stands when this one is at `position`: the same record while both agree, then the same time. */
export function counterpart(
  from: Timeline,
  to: Timeline,
  position: number,
  common: number,
): number {
  if (position <= common) return Math.min(position, to.length);
  const record = from.log.recordAt(position);
  if (record === undefined) return Math.min(common, to.length);
  const at = record.at - from.log.startAt + to.log.startAt;
  return Math.max(Math.min(common, to.length), to.log.positionAtTime(at));
}
