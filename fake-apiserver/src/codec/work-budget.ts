import { Interruption } from "./interruption.ts";

/** A request took more work than one may. */
export class WorkExceeded extends Interruption {
  override readonly name = "WorkExceeded";

  constructor() {
    super("a request took more work than one may");
  }
}

/** What the request may still do that is being looked at: one thread looks at one after the other. */
let left = Number.POSITIVE_INFINITY;

/** Runs what may cost so much in all, in units of about a tenth of a microsecond. @throws WorkExceeded */
export function withinWork<T>(limit: number, run: () => T): T {
  const outside = left;
  left = limit;
  try {
    return run();
  } finally {
    left = outside;
  }
}

/**
 * Counts work whose size somebody else chose twice over, as a pattern and the text it is put to: where each alone is limited
 * but not the product. @throws WorkExceeded
 */
export function spendWork(units: number): void {
  left -= units;
  if (left < 0) throw new WorkExceeded();
}
