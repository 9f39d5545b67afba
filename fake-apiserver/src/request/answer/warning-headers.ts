import { toUtf8 } from "../../codec/bytes/base64.ts";

/** All warnings of one answer together; then each is cut, and what does not fit is left out. */
const charactersMax = 4_096;
const cutTo = 256;

/**
 * The Warning headers of an answer (RFC 7234: code 299, no agent, quoted text), as strings of bytes: header values
 * are bytes, and a text above U+00FF would make an answer impossible to send.
 *
 * @see kubernetes apiserver pkg/endpoints/filters/warning.go
 */
export function warningHeaders(texts: Iterable<string>): readonly string[] {
  const unique = [...new Set(texts)].filter(isSayable).map((text) => [...text]);
  const total = unique.reduce((sum, characters) => sum + characters.length, 0);
  if (total <= charactersMax) return unique.map(header);
  const headers: string[] = [];
  let written = 0;
  for (const characters of unique) {
    if (written >= charactersMax) break;
    const cut = characters.slice(0, cutTo);
    written += cut.length;
    headers.push(header(cut));
  }
  return headers;
}

/** A control character could end the header: the real server leaves the whole text out. */
function isSayable(text: string): boolean {
  return text !== "" && !/\p{Cc}/u.test(text);
}

function header(characters: readonly string[]): string {
  const quoted = characters.join("").replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return `299 - "${Array.from(toUtf8(quoted), (byte) => String.fromCharCode(byte)).join("")}"`;
}
