import type { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import type { Socket } from "node:net";
import type { Answer, AnswerHeaders } from "./answer.ts";
import { bufferBytesOf } from "./length-header.ts";

/** An answer as Node takes it, in either version of HTTP. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** An answer through Node's own HTTP. */
export class NodeAnswer implements Answer {
  readonly #out: NodeResponse;

  constructor(out: NodeResponse) {
    this.#out = out;
  }

  get bufferBytes(): number {
    return "stream" in this.#out ? bufferBytesOf.http2 : bufferBytesOf.http1;
  }

  get isClosed(): boolean {
    return this.#out.destroyed || this.#out.writableEnded;
  }

  begin(status: number, headers: AnswerHeaders): void {
    const out = this.#out;
    this.#writeHead(status, headers);
    if ("stream" in out) out.writeHead(out.statusCode);
    else out.flushHeaders();
  }

  send(status: number, headers: AnswerHeaders, body: string | Uint8Array | undefined): void {
    this.#writeHead(status, headers);
    // Node would count what is sent at once.
    if (headers["content-length"] === undefined) this.#out.removeHeader("content-length");
    // The two versions declare `end` too differently for one call to fit both.
    (this.#out as ServerResponse).end(body ?? "");
  }

  write(bytes: Uint8Array, resume: () => void): boolean {
    const hasRoom = (this.#out as ServerResponse).write(bytes);
    if (!hasRoom) this.#out.once("drain", resume);
    return hasRoom;
  }

  end(): void {
    this.#out.end();
  }

  break(): void {
    breakConnection(this.#out);
  }

  onClose(step: () => void): void {
    this.#out.once("close", step);
  }

  #writeHead(status: number, headers: AnswerHeaders): void {
    this.#out.statusCode = status;
    for (const [name, value] of Object.entries(headers)) {
      this.#out.setHeader(name, typeof value === "string" ? value : [...value]);
    }
    if (!("stream" in this.#out)) sayNothingOfStaying(this.#out);
  }
}

/** In HTTP/1.1 a connection stays without a word, as the real server's do; Node would name it, and for how long. */
function sayNothingOfStaying(out: ServerResponse): void {
  const isUsual = out.req.httpVersionMajor === 1 && out.req.httpVersionMinor >= 1;
  if (isUsual && out.shouldKeepAlive && !out.hasHeader("connection"))
    out.removeHeader("connection");
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
