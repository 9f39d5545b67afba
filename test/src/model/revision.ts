/**
 * The number in a resourceVersion. Clients must not compare them; a judge that holds the server's own log may.
 * Answers NaN for anything that is not a whole number, which compares false with everything.
 */
export function revisionOf(resourceVersion: string | undefined): number {
  return resourceVersion === undefined || resourceVersion === ""
    ? Number.NaN
    : Number(resourceVersion);
}
