import type { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import type { Socket } from "node:net";
import { constants, gzip } from "node:zlib";
import { joined } from "../../../codec/byte-store.ts";
import type { ApiResponse, Encoding } from "../../../request/api-request.ts";
import { type EncodingRequest, encodeBody, encodingOf } from "../../encoding/encode-body.ts";
import { PieceCompressor } from "./gzip-pieces.ts";
import { pumpWatch, type WatchOptions, type WatchTarget } from "./pump-watch.ts";

/** An answer as Node takes it, in either version of HTTP. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** The real server compresses answers longer than this, when the client takes gzip. */
const gzipBytesMin = 128 * 1024;
/** Characters handed to the socket at once at most. */
const chunkLengthMax = 256 * 1024;

/** Sends an answer of the server. */
export function writeResponse(
  request: EncodingRequest,
  response: ApiResponse,
  out: NodeResponse,
  options: WatchOptions,
): void {
  const { body } = response;
  switch (body.kind) {
    case "reset":
      if (body.after === "headers") flushHead(out, response);
      breakConnection(out);
      return;
    case "watch":
      flushHead(out, response);
      pumpWatch(body.stream, bodyOf(out), options);
      return;
    case "long-list":
      writePieces(request, response, encodingOf(request, response, body), out);
      return;
    default:
      writeContent(request, response, out);
  }
}

/** Milliseconds of encoding after which others are served. */
const encodingMsMax = 5;
const compressor = new PieceCompressor();

/** Goes on with an encoding in slices, and sends what came of it. */
function writePieces(
  request: EncodingRequest,
  response: ApiResponse,
  encoding: Encoding,
  out: NodeResponse,
): void {
  if (out.destroyed) return;
  const until = performance.now() + encodingMsMax;
  for (let step = encoding.next(); ; step = encoding.next()) {
    if (step.done === true) {
      sendPieces(request, response, step.value, out);
      return;
    }
    if (performance.now() < until) continue;
    setImmediate(() => writePieces(request, response, encoding, out));
    return;
  }
}

function sendPieces(
  request: EncodingRequest,
  response: ApiResponse,
  pieces: readonly Uint8Array[],
  out: NodeResponse,
): void {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (!isCompressed(request, length)) {
    writeHead(out, response, { "content-length": String(length) });
    end(out, joined(pieces));
    return;
  }
  compressor.compress(pieces).then(
    (compressed) => sendCompressed(response, compressed, out),
    () => breakConnection(out),
  );
}

/** Long answers are, for clients that take gzip. */
function isCompressed({ headers }: EncodingRequest, length: number): boolean {
  return length > gzipBytesMin && /\bgzip\b/.test(headers["accept-encoding"] ?? "");
}

function sendCompressed(response: ApiResponse, compressed: Uint8Array, out: NodeResponse): void {
  if (out.destroyed) return;
  writeHead(out, response, {
    "content-encoding": "gzip",
    "content-length": String(compressed.length),
    vary: [response.headers["vary"] ?? [], "Accept-Encoding"].flat(),
  });
  end(out, compressed);
}

function writeContent(request: EncodingRequest, response: ApiResponse, out: NodeResponse): void {
  const content = encodeBody(request, response);
  // A long text is turned into bytes once, a short one leaves together with the headers.
  const isLongText = typeof content === "string" && content.length > chunkLengthMax;
  const payload = isLongText ? Buffer.from(content) : content;
  const length = Buffer.byteLength(payload);
  if (!isCompressed(request, length)) {
    const hasBody = response.status !== 304 && response.status !== 204;
    writeHead(out, response, hasBody ? { "content-length": String(length) } : {});
    end(out, hasBody ? payload : "");
    return;
  }
  gzip(payload, { level: constants.Z_BEST_SPEED }, (error, compressed) => {
    if (error === null) sendCompressed(response, compressed, out);
    else if (!out.destroyed) breakConnection(out);
  });
}

/** Clients wait for the headers of a watch before its first frame. */
function flushHead(out: NodeResponse, response: ApiResponse): void {
  writeHead(out, response, {});
  if ("stream" in out) out.writeHead(out.statusCode);
  else out.flushHeaders();
}

function writeHead(out: NodeResponse, response: ApiResponse, added: ApiResponse["headers"]): void {
  out.statusCode = response.status;
  for (const [name, value] of Object.entries({ ...response.headers, ...added })) {
    out.setHeader(name, typeof value === "string" ? value : [...value]);
  }
}

function end(out: NodeResponse, body: string | Uint8Array): void {
  // The two versions declare `end` too differently for one call to fit both.
  (out as ServerResponse).end(body);
}

function bodyOf(out: NodeResponse): WatchTarget {
  return {
    bytesMax: chunkLengthMax,
    get isOpen() {
      return !out.destroyed && !out.writableEnded;
    },
    write(bytes, resume) {
      const hasRoom = (out as ServerResponse).write(bytes);
      if (!hasRoom) out.once("drain", resume);
      return hasRoom;
    },
    end(how) {
      if (how === "clean") out.end();
      else breakConnection(out);
    },
    onClose: (step) => void out.once("close", step),
  };
}

/** Breaks the connection under an answer, with a TCP reset where the socket can. */
export function breakConnection(out: NodeResponse): void {
  if ("stream" in out) {
    out.stream.session?.destroy();
    return;
  }
  const { socket } = out;
  if (socket === null) return;
  // What was written before must reach the client: a reset throws away what waits in the socket.
  if (socket.writableLength === 0) resetSocket(socket);
  else socket.write("", () => resetSocket(socket));
}

function resetSocket(socket: Socket): void {
  try {
    socket.resetAndDestroy();
  } catch {
    // Not a bare TCP socket: TLS, or a pair in memory.
    socket.destroy();
  }
}
