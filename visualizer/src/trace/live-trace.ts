import type { TraceLog, VisualRecord } from "./trace-log.ts";

/** Settings of {@link followSource}. */
export interface FollowOptions {
  /** Called after each appended record; the source is read no further until it settles (back-pressure). */
  readonly appended: () => void | Promise<void>;
  /** Records kept at most; reading stops there. @defaultValue 1,000,000 */
  readonly recordsMax?: number;
  /** Asked before each record: true stops the reading. */
  readonly isStopped?: () => boolean;
}

/** Why following ended: the source did, its limit was reached, or the caller stopped it. */
export type FollowEnd = "ended" | "full" | "stopped";

/**
 * Appends what a live source yields to a trace.
 *
 * @throws whatever the source throws; records read before that stay.
 */
export async function followSource(
  log: TraceLog,
  source: AsyncIterable<VisualRecord>,
  options: FollowOptions,
): Promise<FollowEnd> {
  const { appended, recordsMax = 1_000_000, isStopped } = options;
  for await (const record of source) {
    if (isStopped?.() === true) return "stopped";
    if (log.append(record)) await appended();
    if (log.length >= recordsMax) return "full";
  }
  return "ended";
}
