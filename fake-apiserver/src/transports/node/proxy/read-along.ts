import type { IncomingMessage } from "node:http";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { SeenBody } from "../../../taps/seen-body.ts";

/** Bytes of one body, on the way or unpacked, that are kept for those who read along. */
const bodyBytesMax = 64 * 1024 * 1024;
/** Bytes of all bodies that are being read along. */
const allBytesMax = 256 * 1024 * 1024;

const unpackers = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync };

/** The bodies that are read along now, and what they hold together. */
export class BodiesOnTheWay {
  #bytes = 0;

  /** False when there is no room for more. */
  take(length: number): boolean {
    if (this.#bytes + length > allBytesMax) return false;
    this.#bytes += length;
    return true;
  }

  give(length: number): void {
    this.#bytes -= length;
  }
}

/**
 * Reads along while an answer is passed on, and tells its body at the end: without its bytes where there are too many of
 * them, or in a compression that is not known; undefined when it broke off.
 */
export function readAlong(
  answer: IncomingMessage,
  bodies: BodiesOnTheWay,
  done: (body: SeenBody | undefined) => void,
): void {
  let pieces: Buffer[] | undefined = [];
  let length = 0;
  answer.on("data", (piece: Buffer) => {
    if (pieces === undefined) return;
    if (length + piece.length <= bodyBytesMax && bodies.take(piece.length)) {
      pieces.push(piece);
      length += piece.length;
    } else {
      bodies.give(length);
      pieces = undefined;
    }
  });
  answer.once("close", () => {
    const whole = pieces === undefined ? undefined : Buffer.concat(pieces);
    if (whole !== undefined) bodies.give(length);
    pieces = undefined;
    done(answer.complete ? bodyOf(answer, whole) : undefined);
  });
}

function bodyOf({ headers }: IncomingMessage, bytes: Buffer | undefined): SeenBody {
  const { "content-type": type = "", "content-encoding": encoding = "identity" } = headers;
  return new SeenBody(type, bytes === undefined ? undefined : unpacked(encoding, bytes));
}

function unpacked(encoding: string, bytes: Buffer): Uint8Array | undefined {
  if (encoding === "identity" || bytes.length === 0) return bytes;
  if (encoding !== "gzip" && encoding !== "deflate" && encoding !== "br") return undefined;
  try {
    return unpackers[encoding](bytes, { maxOutputLength: bodyBytesMax });
  } catch {
    // Too long, or not what it says.
    return undefined;
  }
}
