import { textEncoder } from "./text-encoder.ts";

/** Small pieces share buffers of this size: one allocation for many of them. */
const slabBytes = 256 * 1024;
/** Longer pieces get a buffer of their own. */
const sharedBytesMax = 16 * 1024;

let slab = new Uint8Array(0);
let used = 0;

/** A text as UTF-8. The bytes may lie in a buffer that others share. */
export function utf8Of(text: string): Uint8Array<ArrayBuffer> {
  const bytesMax = text.length * 3;
  if (bytesMax > sharedBytesMax) return textEncoder.encode(text);
  reserve(bytesMax);
  const { written } = textEncoder.encodeInto(text, slab.subarray(used, used + bytesMax));
  return take(written);
}

/** A copy of the pieces, one behind the other. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  let bytes: Uint8Array<ArrayBuffer>;
  if (length > sharedBytesMax) bytes = new Uint8Array(length);
  else {
    reserve(length);
    bytes = take(length);
  }
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function reserve(bytes: number): void {
  if (slab.length - used >= bytes) return;
  slab = new Uint8Array(slabBytes);
  used = 0;
}

function take(bytes: number): Uint8Array<ArrayBuffer> {
  const taken = slab.subarray(used, used + bytes);
  used += bytes;
  return taken;
}
