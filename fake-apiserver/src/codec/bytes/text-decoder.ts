/** The decoder of the WHATWG standard, which every host has and the language itself lacks. */
declare class TextDecoder {
  decode(bytes?: Uint8Array): string;
}

/** UTF-8 to text; what is no UTF-8 becomes U+FFFD. */
export const textDecoder: Pick<TextDecoder, "decode"> = new TextDecoder();
