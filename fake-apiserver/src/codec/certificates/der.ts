/** What lies in DER under one tag. */
export interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Where what comes after it begins. */
  readonly end: number;
}

/** The tag of what holds other elements in an order. */
export const sequence = 0x30;

/** The element that begins at a place; undefined: there is none, or it is cut short. */
export function elementAt(bytes: Uint8Array, at: number): Element | undefined {
  const begin = contentBegin(bytes, at);
  if (begin === undefined) return undefined;
  const end = begin + lengthAt(bytes, at, begin);
  if (end > bytes.length) return undefined;
  return { tag: bytes[at] ?? 0, content: bytes.subarray(begin, end), end };
}

function lengthAt(bytes: Uint8Array, at: number, begin: number): number {
  const first = bytes[at + 1] ?? 0;
  if (first < 0x80) return first;
  return bytes.subarray(at + 2, begin).reduce((total, byte) => total * 256 + byte, 0);
}

/** How Go prints that a field is of no special kind. */
const anyParameters =
  "{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}";

function contentBegin(bytes: Uint8Array, at: number): number | undefined {
  const first = bytes[at + 1];
  if (first === undefined) return undefined;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const begin = at + 2 + lengthBytes;
  return lengthBytes > 4 || begin > bytes.length ? undefined : begin;
}

/** The elements that lie side by side; what is cut short ends the list. */
export function elementsOf(bytes: Uint8Array): readonly Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at);
    if (element === undefined) break;
    elements.push(element);
    at = element.end;
  }
  return elements;
}

/** What keeps bytes from being a sequence of a Go type, in the words of its asn1; undefined: nothing. */
export function sequenceProblem(bytes: Uint8Array, goType: string): string | undefined {
  if (bytes.length === 0) return "asn1: syntax error: sequence truncated";
  if (contentBegin(bytes, 0) === undefined) return "asn1: syntax error: truncated tag or length";
  const begin = contentBegin(bytes, 0) ?? 0;
  const element = elementAt(bytes, 0);
  const tag = bytes[0] ?? 0;
  const isCompound = (tag & 0x20) !== 0;
  if (tag !== sequence) {
    const found = `{class:${tag >> 6} tag:${tag & 0x1f} length:${lengthAt(bytes, 0, begin)} isCompound:${isCompound}}`;
    return `asn1: structure error: tags don't match (16 vs ${found}) ${anyParameters} ${goType} @${begin}`;
  }
  return element === undefined ? "asn1: syntax error: data truncated" : undefined;
}
