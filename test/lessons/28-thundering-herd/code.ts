const firstMs = 800;
const longestMs = 30_000;

/**
 * How long a client of your own waits before it asks again; informers do this by themselves.
 *
 * @param failures in a row, from 1.
 * @param chance 0 … 1, another one for each client: equal waits would bring the same wave again.
 * @param retryAfterMs what a 429 asked for.
 */
export function waitMs(failures: number, chance: number, retryAfterMs = 0): number {
  const base = Math.min(longestMs, firstMs * 2 ** (failures - 1));
  return Math.max(retryAfterMs, base) + base * chance;
}
