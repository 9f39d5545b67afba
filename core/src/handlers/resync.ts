/** Smaller periods are raised to this (RS-2), milliseconds. */
export const minimumResyncPeriodMs = 1000;

/** RS-4: 0 when the handler or the informer wants none, else the longer of both. All in milliseconds. */
export function effectiveResyncPeriod(requestedMs: number, checkPeriodMs: number): number {
  return requestedMs === 0 || checkPeriodMs === 0 ? 0 : Math.max(requestedMs, checkPeriodMs);
}

/** When one handler is due for a resync (RS-6). */
export class ResyncSchedule {
  readonly requestedMs: number;
  periodMs: number;
  /** SP-2: true until the first check, so that handlers then also hear of relists that changed nothing. */
  isSyncing = true;
  #dueAt: number;

  constructor(options: {
    readonly requestedMs: number;
    readonly periodMs: number;
    readonly now: number;
  }) {
    this.requestedMs = options.requestedMs;
    this.periodMs = options.periodMs;
    this.#dueAt = options.now + options.periodMs;
  }

  /** Notes whether it is due and, if so, when it is next. */
  check(now: number): boolean {
    this.isSyncing = this.periodMs !== 0 && now >= this.#dueAt;
    if (this.isSyncing) this.#dueAt = now + this.periodMs;
    return this.isSyncing;
  }
}
