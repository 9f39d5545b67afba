/** Run in a page before its scripts: adds up what moves without the reader's doing. */
export function watchShifts(): void {
  const world = globalThis as { layoutShift?: number };
  world.layoutShift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
    })[]) {
      if (!entry.hadRecentInput) world.layoutShift = (world.layoutShift ?? 0) + entry.value;
    }
  }).observe({ type: "layout-shift", buffered: true });
}

/** Run in such a page: the sum so far, as browsers count it for Cumulative Layout Shift. */
export function shiftsOf(): number {
  return (globalThis as { layoutShift?: number }).layoutShift ?? 0;
}
