/** The places of a list at which stands what stood at an earlier place, too. */
export function repeatsIn(values: readonly unknown[]): ReadonlySet<number> {
  const seen = new Set<unknown>();
  const repeats = new Set<number>();
  values.forEach((value, index) => {
    if (seen.has(value)) repeats.add(index);
    seen.add(value);
  });
  return repeats;
}
