/** A time as Events have it: whole seconds. `at`: milliseconds since the epoch. */
export function eventTime(at: number): string {
  return new Date(at).toISOString().replace(/\.[0-9]+Z$/, "Z");
}
