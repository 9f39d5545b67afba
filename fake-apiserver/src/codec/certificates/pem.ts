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
  const blocks: PemBlock[] = [];
  let begun: { readonly type: string; readonly at: number } | undefined;
  for (const { 0: edge, 1: which, 2: type = "", index } of text.matchAll(edges)) {
    if (which === "BEGIN") {
      begun = { type, at: index + edge.length };
      continue;
    }
    if (begun?.type === type) blocks.push(...blockOf(type, text.slice(begun.at, index)));
    begun = undefined;
  }
  return blocks;
}

const edges = /-----(BEGIN|END) ([^-]+)-----/g;
const header = /^\s*[^\s:+/=-][^:-]*:/;

/** None where what is between the lines is no base64 behind headers. */
function blockOf(type: string, inner: string): readonly PemBlock[] {
  const lines = inner.split("\n");
  let headers = 0;
  for (let next = 0; next < lines.length - 1; next++) {
    const line = lines[next] ?? "";
    if (header.test(line)) headers = next + 1;
    else if (line.trim() !== "") break;
  }
  const text = lines.slice(headers).join("\n");
  return /^[A-Za-z0-9+/=\s]*$/.test(text) ? [{ type, text, hasHeaders: headers > 0 }] : [];
}
