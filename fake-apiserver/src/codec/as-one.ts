/**
 * Several errors as one, as Go prints them: bracketed when more than one, each said once.
 *
 * @see apimachinery pkg/util/errors NewAggregate
 */
export function asOne(problems: readonly string[]): string {
  const [first = "", ...others] = new Set(problems);
  return others.length === 0 ? first : `[${[first, ...others].join(", ")}]`;
}
