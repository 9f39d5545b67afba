import { once } from "node:events";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { afterEach } from "vitest";
import type { ApiRequest, ApiResponse } from "../../../../request/read/api-request.ts";
import { CertificateAuthority } from "../../certificates.ts";
import { type HttpListener, type ServeOptions, serveHttp } from "../../http/http-server.ts";
import { encodeHeaders } from "../encode-headers.ts";
import { flags, frameHead, frameTypes } from "../frame.ts";
import { FrameReader } from "../frame-reader.ts";

const authority = new CertificateAuthority();
const { certificate, key } = authority.issueServer(["localhost", "127.0.0.1"]);
const tls = { certificate, key, clientAuthority: authority.certificate };

/** Whose certificate the server shows. */
export const ca: string = authority.certificate;
export const preface: Buffer = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
export const noSettings: Buffer = frameHead(0, frameTypes.settings, 0, 0);
export const whole: number = flags.endHeaders | flags.endStream;

/** A frame that the server sent. */
export interface Heard {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** A connection on which anything can be said. */
export interface RawConnection {
  say(...frames: readonly Buffer[]): void;
  readonly heard: readonly Heard[];
  readonly socket: TLSSocket;
}

/** A server of HTTP/2 for the tests of a file, each of which begins with {@link serve}. */
export class Http2Fixture {
  readonly requests: ApiRequest[] = [];
  /** Requests that clients took back. */
  cancelled = 0;
  readonly #closing: (() => void)[] = [];
  #listener: HttpListener | undefined;

  constructor() {
    afterEach(async () => {
      for (const close of this.#closing.splice(0)) close();
      await this.#listener?.close({ graceMs: 0 });
      this.requests.length = 0;
      this.cancelled = 0;
    });
  }

  get listener(): HttpListener {
    if (this.#listener === undefined) throw new Error("the test has no server yet: serve()");
    return this.#listener;
  }

  /** Answers each request with what `answer` makes of it. */
  async serve(
    answer: (request: ApiRequest) => ApiResponse["body"] | undefined,
    options: ServeOptions = {},
  ): Promise<void> {
    const handle = (request: ApiRequest, respond: (response: ApiResponse) => void) => {
      this.requests.push(request);
      const body = answer(request);
      if (body !== undefined)
        respond({ status: 200, headers: { "content-type": "text/plain" }, body });
      return () => {
        this.cancelled += 1;
      };
    };
    this.#listener = await serveHttp({ handle }, { tls, ...options });
  }

  async connect(): Promise<RawConnection> {
    const { port } = this.listener;
    const socket = connectTls({ port, ca, ALPNProtocols: ["h2"] });
    const heard: Heard[] = [];
    const reader = new FrameReader(({ type, flags: set, stream, payload }) => {
      heard.push({ type, flags: set, stream, payload: Buffer.from(payload) });
      return true;
    });
    // A server says no preface.
    reader.push(preface);
    socket.on("data", (bytes: Buffer) => reader.push(bytes));
    socket.on("error", () => {});
    this.atEnd(() => socket.destroy());
    await once(socket, "secureConnect");
    return { socket, heard, say: (...frames) => void socket.write(Buffer.concat(frames)) };
  }

  /** Done when the test is over. */
  atEnd(close: () => void): void {
    this.#closing.push(close);
  }
}

export function text(length: number): ApiResponse["body"] {
  return { kind: "text", text: "x".repeat(length) };
}

export function frame(
  type: number,
  set: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
): Buffer {
  return Buffer.concat([frameHead(payload.length, type, set, stream), payload]);
}

export function headersOf(method: string, path: string, more: Record<string, string> = {}): Buffer {
  const [, ...parts] = encodeHeaders(200, {
    ":method": method,
    ":scheme": "https",
    ":path": path,
    ...more,
  });
  return Buffer.concat(parts);
}

export const get: Buffer = headersOf("GET", "/");
