import type { DecodeTarget } from "../decode-object.ts";

/** Reads a protobuf body; a stand-in until the decoder exists. */
export function decodeProtobuf(body: Uint8Array, target: DecodeTarget): unknown {
  throw new Error(`no protobuf yet for ${target.kind} of ${body.length} bytes`);
}
