/** Base64 in pure code, which has neither `btoa` nor `Buffer`. */

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The UTF-8 form of a text, or bytes, in base64. */
export function encodeBase64(content: string | Uint8Array): string {
  const bytes = typeof content === "string" ? toUtf8(content) : content;
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second, third] = bytes.subarray(at, at + 3);
    const group = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    text += letters.charAt(group >> 18) + letters.charAt((group >> 12) & 63);
    text += second === undefined ? "=" : letters.charAt((group >> 6) & 63);
    text += third === undefined ? "=" : letters.charAt(group & 63);
  }
  return text;
}

/** The bytes that a base64 text with its padding stands for; undefined for a text that is none. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const bytes = new Uint8Array(base64ByteLength(text));
  for (let at = 0, byte = 0; at < text.length; at += 4) {
    let group = 0;
    for (const letter of text.slice(at, at + 4))
      group = (group << 6) | Math.max(0, letters.indexOf(letter));
    for (let shift = 16; shift >= 0 && byte < bytes.length; shift -= 8)
      bytes[byte++] = (group >> shift) & 255;
  }
  return bytes;
}

/**
 * The place at which a text stops being base64 for Go, which passes over line ends; undefined for one that is base64 to
 * its end. Places are counted in bytes.
 *
 * @see Go encoding/base64 decodeQuantum
 */
export function base64ErrorAt(text: string): number | undefined {
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0) return undefined;
  // One character a byte; line ends count as places, and as nothing else.
  const bytes = Array.from(toUtf8(text), (byte) => String.fromCharCode(byte));
  const kept = [...bytes.keys()].filter((at) => bytes[at] !== "\n" && bytes[at] !== "\r");
  const end = bytes.length;
  const first = kept.findIndex((at) => !letters.includes(bytes[at] ?? ""));
  if (first < 0) return kept.length % 4 === 0 ? undefined : end - (kept.length % 4);
  const place = kept[first] ?? end;
  const digits = first % 4;
  if (bytes[place] !== "=" || digits < 2) return place;
  const padding = 4 - digits;
  if (padding === 2) {
    const second = kept[first + 1];
    if (second === undefined) return end;
    if (bytes[second] !== "=") return second - 1;
  }
  return kept[first + padding];
}

/** How many bytes a base64 text stands for. */
export function base64ByteLength(text: string): number {
  const padding = /={0,2}$/.exec(text)?.[0].length ?? 0;
  return Math.floor(text.length / 4) * 3 - padding;
}

/** The UTF-8 form of a text; unpaired surrogates become U+FFFD, as in Go. */
export function toUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000)
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      );
  }
  return Uint8Array.from(bytes);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is that of ASCII.
const ascii = /^[\x00-\x7f]*$/;

/** The number of bytes of a text's UTF-8 form. */
export function utf8Length(text: string): number {
  // Nearly every text; the host's own loop is the faster one.
  if (ascii.test(text)) return text.length;
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) length += 1;
    else if (code < 0x800) length += 2;
    else if (code >= 0xd800 && code <= 0xdbff && isLowSurrogate(text.charCodeAt(at + 1))) {
      length += 4;
      at += 1;
    } else length += 3;
  }
  return length;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** The text of UTF-8 bytes; what is no UTF-8 becomes U+FFFD. */
export function fromUtf8(bytes: Uint8Array): string {
  const percents = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  try {
    return decodeURIComponent(percents);
  } catch {
    return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : "\ufffd")).join(
      "",
    );
  }
}
