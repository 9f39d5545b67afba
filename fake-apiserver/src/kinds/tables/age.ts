import { millisecondsOf } from "../../codec/go/time-text.ts";

const secondsPerMinute = 60;
const minutesPerHour = 60;
const hoursPerDay = 24;
const daysPerYear = 365;

/** How long ago a time was, as `kubectl get` prints it: `5m`, `3h20m`, `6y328d`. */
export function ageText(time: unknown, now: number): string {
  const then = millisecondsOf(time);
  return then === undefined ? "<unknown>" : durationText(now - then);
}

/**
 * A duration in at most two units; the longer it is, the coarser.
 *
 * @see apimachinery pkg/util/duration/duration.go
 */
export function durationText(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 2 * secondsPerMinute) return `${seconds}s`;
  const minutes = Math.trunc(seconds / secondsPerMinute);
  if (minutes < 10) return twoUnits(minutes, "m", seconds % secondsPerMinute, "s");
  if (minutes < 3 * minutesPerHour) return `${minutes}m`;
  const hours = Math.trunc(minutes / minutesPerHour);
  if (hours < 8) return twoUnits(hours, "h", minutes % minutesPerHour, "m");
  if (hours < 2 * hoursPerDay) return `${hours}h`;
  const days = Math.trunc(hours / hoursPerDay);
  if (days < 8) return twoUnits(days, "d", hours % hoursPerDay, "h");
  if (days < 2 * daysPerYear) return `${days}d`;
  const years = Math.trunc(days / daysPerYear);
  return years < 8 ? twoUnits(years, "y", days % daysPerYear, "d") : `${years}y`;
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}
