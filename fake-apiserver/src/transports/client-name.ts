/** A client is remembered by its name for long: in the journal, in the owners of fields, in its lane. */
const clientNameLengthMax = 1_024;

/**
 * The name under which a client is known: its User-Agent, or the start of one that is longer than 1,024 characters.
 * The start is a text of its own, which does not keep the long one in memory.
 */
export function clientNameOf(userAgent: string): string {
  if (userAgent.length <= clientNameLengthMax) return userAgent;
  return Array.from(userAgent.slice(0, clientNameLengthMax)).join("");
}
