import { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** What Node says of bytes that its parser does not take for a request. */
export interface ParseError extends Error {
  readonly code?: string;
  /** All that came with the bytes that it stumbled over: requests before them have been served. */
  readonly rawPacket?: Buffer;
  /** Where in those it stumbled. */
  readonly bytesParsed?: number;
}

const requestLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP\/1\.[01]$/;

/**
 * The request whose method Node's parser has no name for: any token is a method (RFC 9110, 9.1), and the real server answers
 * each. Undefined for bytes that are no request, or whose head did not come in one piece. What follows the head is not read.
 */
export function requestOfUnknownMethod(
  { code, rawPacket, bytesParsed = 0 }: ParseError,
  socket: Duplex,
): IncomingMessage | undefined {
  if (code !== "HPE_INVALID_METHOD" || rawPacket === undefined) return undefined;
  // The parser may have gone as far into the method as it is the beginning of one that it knows.
  const start = rawPacket.subarray(0, bytesParsed).lastIndexOf("\n") + 1;
  const end = rawPacket.indexOf("\r\n\r\n", start);
  if (end < 0) return undefined;
  const [first = "", ...lines] = rawPacket.toString("latin1", start, end).split("\r\n");
  const parts = requestLine.exec(first);
  if (parts === null) return undefined;
  const [, method, url] = parts;
  // A connection is the same socket; only its declared type is wider.
  const request = new IncomingMessage(socket as IncomingMessage["socket"]);
  const headers = lines.map(headerOf);
  if (headers.includes(undefined)) return undefined;
  return Object.assign(request, {
    method,
    url,
    httpVersion: "1.1",
    httpVersionMajor: 1,
    httpVersionMinor: 1,
    // Of one that stands twice the first counts.
    headers: Object.fromEntries((headers as readonly (readonly [string, string])[]).toReversed()),
  });
}

function headerOf(line: string): readonly [string, string] | undefined {
  const colon = line.indexOf(":");
  if (colon <= 0) return undefined;
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

/** How Node itself ends what it could not parse. */
export function refuseUnparsed({ code }: ParseError, socket: Duplex): void {
  if (socket.writable) socket.write(`HTTP/1.1 ${statusOf(code)}\r\nConnection: close\r\n\r\n`);
  socket.destroy();
}

function statusOf(code: string | undefined): string {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return "431 Request Header Fields Too Large";
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return "413 Payload Too Large";
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return "408 Request Timeout";
    default:
      return "400 Bad Request";
  }
}
