/** The encoder of the WHATWG standard, which every host has and the language itself lacks. */
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, into: Uint8Array): { readonly read: number; readonly written: number };
}

/** Texts to UTF-8; unpaired surrogates become U+FFFD, as in Go. */
export const textEncoder: Pick<TextEncoder, "encode" | "encodeInto"> = new TextEncoder();
