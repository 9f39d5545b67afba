import { toUtf8 } from "../../codec/bytes/base64.ts";
import { goEscapes } from "../../codec/go/go-escapes.ts";

const escapePattern =
  /\\(?:([xX])([0-9a-fA-F]{2})|[uU]([0-9a-fA-F]{8}|[0-9a-fA-F]{4})|([0-3][0-7]{2})|([\s\S]))/gu;

/** The value of a text literal. @throws RangeError for a number that is no code point. */
export function unescapeText(literal: string): string {
  const { body, isRaw } = inside(literal);
  if (isRaw) return body;
  return body.replaceAll(escapePattern, (...[, , hex, unicode, octal, letter]) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(String(hex), 16));
    if (unicode !== undefined) return codePoint(Number.parseInt(String(unicode), 16));
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(String(octal), 8));
    return goEscapes[String(letter)] ?? String(letter);
  });
}

/** The value of a bytes literal, without its `b`. */
export function unescapeBytes(literal: string): Uint8Array {
  const { body, isRaw } = inside(literal);
  if (isRaw) return toUtf8(body);
  const parts: number[] = [];
  let end = 0;
  for (const match of body.matchAll(escapePattern)) {
    parts.push(...toUtf8(body.slice(end, match.index)));
    const [whole, , hex, unicode, octal, letter] = match;
    if (unicode !== undefined) throw new RangeError("unable to unescape string");
    if (hex !== undefined) parts.push(Number.parseInt(hex, 16));
    else if (octal !== undefined) parts.push(Number.parseInt(octal, 8));
    else parts.push(...toUtf8(goEscapes[letter ?? ""] ?? letter ?? ""));
    end = match.index + whole.length;
  }
  parts.push(...toUtf8(body.slice(end)));
  return Uint8Array.from(parts);
}

function codePoint(code: number): string {
  if (code > 0x10_ffff || (code >= 0xd800 && code < 0xe000))
    throw new RangeError("invalid unicode code point");
  return String.fromCodePoint(code);
}

function inside(literal: string): { readonly body: string; readonly isRaw: boolean } {
  const text = literal.replaceAll(/\r\n?/g, "\n");
  const isRaw = /^[rR]/.test(text);
  const quoted = isRaw ? text.slice(1) : text;
  const width = quoted.length >= 6 && /^("""|''')/.test(quoted) ? 3 : 1;
  return { body: quoted.slice(width, quoted.length - width), isRaw };
}
