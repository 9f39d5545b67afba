/** What is left after elements were taken away. */
export interface Minimised<T> {
  readonly smallest: readonly T[];
  /** How often `fails` was asked. */
  readonly asked: number;
  /** No single element more can go; else the number of questions was used up. */
  readonly isMinimal: boolean;
}

/**
 * Takes elements away while what is left still fails: halves first, then smaller parts, each at last alone (delta
 * debugging). The whole is known to fail.
 */
export async function minimise<T>(
  whole: readonly T[],
  fails: (rest: readonly T[]) => Promise<boolean>,
  askedMax: number,
): Promise<Minimised<T>> {
  let smallest = whole;
  let parts = 2;
  let asked = 0;
  while (smallest.length > 1) {
    const size = Math.ceil(smallest.length / parts);
    let isSmaller = false;
    for (let start = 0; start < smallest.length && !isSmaller; start += size) {
      if (asked >= askedMax) return { smallest, asked, isMinimal: false };
      const rest = [...smallest.slice(0, start), ...smallest.slice(start + size)];
      asked += 1;
      isSmaller = await fails(rest);
      if (isSmaller) smallest = rest;
    }
    if (isSmaller) parts = Math.max(2, parts - 1);
    else if (size === 1) break;
    else parts = Math.min(smallest.length, parts * 2);
  }
  return { smallest, asked, isMinimal: true };
}
