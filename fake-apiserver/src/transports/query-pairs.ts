/**
 * The pairs of a query, without the leading `?`, as Go reads them: those with a semicolon or a broken escape count for nothing.
 *
 * @see Go net/url ParseQuery
 */
export function queryPairs(query: string): readonly (readonly [name: string, value: string])[] {
  if (!/[;%]/.test(query)) return [...new URLSearchParams(query)];
  const readable = query
    .split("&")
    .filter((pair) => !pair.includes(";") && !/%(?![\da-f]{2})/i.test(pair));
  return [...new URLSearchParams(readable.join("&"))];
}
