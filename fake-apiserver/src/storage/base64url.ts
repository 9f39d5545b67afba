const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Bytes, one per character, as base64url without padding. */
export function encodeBase64Url(text: string): string {
  let encoded = "";
  for (let index = 0; index < text.length; index += 3) {
    const [a, b, c] = [
      text.charCodeAt(index),
      text.charCodeAt(index + 1),
      text.charCodeAt(index + 2),
    ];
    encoded += alphabet[a >> 2];
    encoded += alphabet[((a & 3) << 4) | (b >> 4)];
    if (index + 1 < text.length) encoded += alphabet[((b & 15) << 2) | (c >> 6)];
    if (index + 2 < text.length) encoded += alphabet[c & 63];
  }
  return encoded;
}

/** The bytes, one per character; undefined with the offset of what is no base64url. */
export function decodeBase64Url(
  encoded: string,
): { readonly ok: true; readonly bytes: string } | { readonly ok: false; readonly offset: number } {
  let bytes = "";
  let bits = 0;
  let held = 0;
  for (let index = 0; index < encoded.length; index++) {
    const value = alphabet.indexOf(encoded.charAt(index));
    if (value < 0) return { ok: false, offset: index };
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += String.fromCharCode((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
  }
  if (encoded.length % 4 === 1) return { ok: false, offset: encoded.length - 1 };
  return { ok: true, bytes };
}
