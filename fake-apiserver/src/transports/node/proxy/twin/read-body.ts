import type { IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";

/** Bytes of an answer that a twin reads; its client gets longer ones without it. */
const bodyBytesMax = 64 * 1024 * 1024;

/**
 * Reads along while an answer is passed on, and tells its text at the end: of JSON, plain or gzipped. Nothing is told of
 * what is in another form, too long, or broken off.
 */
export function readAlong(answer: IncomingMessage, done: (text: string) => void): void {
  const { "content-type": type = "", "content-encoding": encoding = "" } = answer.headers;
  if (!type.startsWith("application/json") || !["", "identity", "gzip"].includes(encoding)) return;
  const pieces: Buffer[] = [];
  let length = 0;
  answer.on("data", (piece: Buffer) => {
    length += piece.length;
    if (length <= bodyBytesMax) pieces.push(piece);
    else pieces.length = 0;
  });
  answer.once("end", () => {
    if (length > bodyBytesMax) return;
    const bytes = Buffer.concat(pieces);
    const isZipped = encoding === "gzip";
    done((isZipped ? gunzipSync(bytes, { maxOutputLength: bodyBytesMax }) : bytes).toString());
  });
}
