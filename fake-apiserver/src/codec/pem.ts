/** A block of PEM: what is between its lines, in base64, as it stands there. */
export interface PemBlock {
  readonly type: string;
  readonly text: string;
  readonly hasHeaders: boolean;
}

/** The blocks of a text, one after another; those with headers are none. Takes time by the length of the text. */
export function pemBlocks(text: string): readonly PemBlock[] {
  return everyPemBlock(text).filter(({ hasHeaders }) => !hasHeaders);
}

/** Those with headers, too. */
export function everyPemBlock(text: string): readonly PemBlock[] {
  const blocks = text.matchAll(
    /-----BEGIN ([^-]+)-----((?:\s*[^\s:+/=-][^\n:-]*:[^\n]*\n)*)([A-Za-z0-9+/=\s]*)-----END ([^-]+)-----/g,
  );
  return [...blocks].flatMap(([, type = "", headers = "", body = "", end]) =>
    type === end ? [{ type, text: body, hasHeaders: headers !== "" }] : [],
  );
}
