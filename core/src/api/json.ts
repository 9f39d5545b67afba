/** Reads JSON text. @throws SyntaxError */
export function parseJson(text: string): unknown {
  return JSON.parse(text);
}

/** Prints JSON text. */
export function printJson(value: unknown): string {
  return JSON.stringify(value);
}
