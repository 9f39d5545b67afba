import { constants, gzip } from "node:zlib";
import { joined } from "../../../codec/bytes/byte-store.ts";
import type { ApiResponse, ContentBody, Encoding } from "../../../request/read/api-request.ts";
import { type EncodingRequest, encodeBody, encodingOf } from "../../encoding/encode-body.ts";
import type { Answer, AnswerHeaders } from "./answer.ts";
import { PieceCompressor } from "./gzip-pieces.ts";
import { lengthHeader } from "./length-header.ts";
import { pumpWatch, type WatchOptions, type WatchTarget } from "./pump-watch.ts";

/** The real server compresses answers longer than this, when the client takes gzip. */
const gzipBytesMin = 128 * 1024;
/** Characters handed to the socket at once at most. */
const chunkLengthMax = 256 * 1024;

/** Sends an answer of the server. */
export function writeResponse(
  request: EncodingRequest,
  response: ApiResponse,
  out: Answer,
  options: WatchOptions,
): void {
  const { body } = response;
  switch (body.kind) {
    case "reset":
      if (body.after === "headers") out.begin(response.status, response.headers);
      out.break();
      return;
    case "watch":
      out.begin(response.status, response.headers);
      pumpWatch(body.stream, bodyOf(out), options);
      return;
    case "long-list":
      writePieces(request, response, encodingOf(request, response, body), out);
      return;
    case "unsent":
      out.send(
        response.status,
        headersOf(response, unsentLength(request, response, body.content, out)),
        undefined,
      );
      return;
    default:
      writeContent(request, response, out);
  }
}

/** Of a list that is made in steps nothing is made where nothing is sent: it is longer than what has a length. */
function unsentLength(
  request: EncodingRequest,
  response: ApiResponse,
  content: ContentBody,
  out: Answer,
): AnswerHeaders {
  if (content.kind === "long-list") return {};
  const length = Buffer.byteLength(encodeBody(request, { ...response, body: content }));
  return lengthHeader(response, length, out);
}

/** Milliseconds of encoding after which others are served. */
const encodingMsMax = 5;
const compressor = new PieceCompressor();

/** Goes on with an encoding in slices, and sends what came of it. */
function writePieces(
  request: EncodingRequest,
  response: ApiResponse,
  encoding: Encoding,
  out: Answer,
): void {
  if (out.isClosed) return;
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
  out: Answer,
): void {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (!isCompressed(request, response, length)) {
    out.send(
      response.status,
      headersOf(response, lengthHeader(response, length, out)),
      joined(pieces),
    );
    return;
  }
  compressor.compress(pieces).then(
    (compressed) => sendCompressed(response, compressed, out),
    () => out.break(),
  );
}

/**
 * Long answers are, for clients that take gzip, and say no more of it than its name; of files those only that say that they may.
 *
 * @see apiserver pkg/endpoints/handlers/responsewriters/writers.go (negotiateEncoding), kube-openapi pkg/handler3
 */
function isCompressed(
  { headers }: EncodingRequest,
  response: ApiResponse,
  length: number,
): boolean {
  if (length <= gzipBytesMin) return false;
  if (response.headers["accept-ranges"] !== undefined && !variesByEncoding(response)) return false;
  return (headers["accept-encoding"] ?? "").split(",").some((name) => name.trim() === "gzip");
}

function variesByEncoding({ headers }: ApiResponse): boolean {
  return [headers["vary"] ?? []].flat().includes("Accept-Encoding");
}

function sendCompressed(response: ApiResponse, compressed: Uint8Array, out: Answer): void {
  if (out.isClosed) return;
  const headers = headersOf(response, {
    "content-encoding": "gzip",
    ...lengthHeader({ headers: {}, body: response.body }, compressed.length, out),
    vary: [
      response.headers["vary"] ?? [],
      variesByEncoding(response) ? [] : "Accept-Encoding",
    ].flat(2),
  });
  out.send(response.status, headers, compressed);
}

/** Headers that leave together with a text are encoded as it is, which spoils the bytes of a warning that is not plain. */
function isPlainWarning({ headers }: ApiResponse): boolean {
  return [headers["warning"] ?? []].flat().every((text) => !/[\u0080-\u00ff]/.test(text));
}

function writeContent(request: EncodingRequest, response: ApiResponse, out: Answer): void {
  const content = encodeBody(request, response);
  // A long text is turned into bytes once, a short one leaves together with the headers.
  const isLongText = typeof content === "string" && content.length > chunkLengthMax;
  const payload = isLongText || !isPlainWarning(response) ? Buffer.from(content) : content;
  const length = Buffer.byteLength(payload);
  if (!isCompressed(request, response, length)) {
    const hasBody = response.status !== 304 && response.status !== 204;
    const headers = headersOf(response, hasBody ? lengthHeader(response, length, out) : {});
    out.send(response.status, headers, hasBody ? payload : undefined);
    return;
  }
  gzip(payload, { level: constants.Z_BEST_SPEED }, (error, compressed) => {
    if (error === null) sendCompressed(response, compressed, out);
    else if (!out.isClosed) out.break();
  });
}

function headersOf(response: ApiResponse, added: AnswerHeaders): AnswerHeaders {
  return { ...response.headers, ...added };
}

function bodyOf(out: Answer): WatchTarget {
  return {
    bytesMax: chunkLengthMax,
    get isOpen() {
      return !out.isClosed;
    },
    write: (bytes, resume) => out.write(bytes, resume),
    end(how) {
      if (how === "clean") out.end();
      else out.break();
    },
    onClose: (step) => out.onClose(step),
  };
}
