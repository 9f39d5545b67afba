import { once } from "node:events";
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect as connectHttp2,
} from "node:http2";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { afterEach, expect, test } from "vitest";
import type { ApiRequest, ApiResponse } from "../../../request/api-request.ts";
import { CertificateAuthority } from "../certificates.ts";
import { type HttpListener, type ServeOptions, serveHttp } from "../http/http-server.ts";
import { encodeHeaders } from "./encode-headers.ts";
import { errorCodes, flags, frameHead, frameTypes, numberFrame } from "./frame.ts";
import { FrameReader } from "./frame-reader.ts";

const authority = new CertificateAuthority();
const { certificate, key } = authority.issueServer(["localhost", "127.0.0.1"]);
const tls = { certificate, key, clientAuthority: authority.certificate };
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const noSettings = frameHead(0, frameTypes.settings, 0, 0);

let listener: HttpListener;
let ended = 0;
const requests: ApiRequest[] = [];
const closing: (() => void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await listener.close({ graceMs: 0 });
  requests.length = 0;
  ended = 0;
});

/** Answers each request with what `answer` makes of it. */
async function serve(
  answer: (request: ApiRequest) => ApiResponse["body"] | undefined,
  options: ServeOptions = {},
) {
  const handle = (request: ApiRequest, respond: (response: ApiResponse) => void) => {
    requests.push(request);
    const body = answer(request);
    if (body !== undefined)
      respond({ status: 200, headers: { "content-type": "text/plain" }, body });
    return () => {
      ended += 1;
    };
  };
  listener = await serveHttp({ handle }, { tls, ...options });
}

function text(length: number): ApiResponse["body"] {
  return { kind: "text", text: "x".repeat(length) };
}

function client(options = {}): ClientHttp2Session {
  const session = connectHttp2(listener.url, { ca: authority.certificate, ...options });
  session.on("error", () => {});
  closing.push(() => session.destroy());
  return session;
}

async function bodyOf(stream: ClientHttp2Stream): Promise<string> {
  let body = "";
  for await (const chunk of stream) body += String(chunk);
  return body;
}

/** A connection on which anything can be said. */
async function raw(): Promise<{
  say(...frames: Buffer[]): void;
  heard: Heard[];
  socket: TLSSocket;
}> {
  const socket = connectTls({
    port: listener.port,
    ca: authority.certificate,
    ALPNProtocols: ["h2"],
  });
  const heard: Heard[] = [];
  const reader = new FrameReader(({ type, flags: set, stream, payload }) => {
    heard.push({ type, flags: set, stream, payload: Buffer.from(payload) });
    return true;
  });
  // A server says no preface.
  reader.push(preface);
  socket.on("data", (bytes: Buffer) => reader.push(bytes));
  socket.on("error", () => {});
  closing.push(() => socket.destroy());
  await once(socket, "secureConnect");
  return { socket, heard, say: (...frames) => void socket.write(Buffer.concat(frames)) };
}

interface Heard {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

function frame(
  type: number,
  set: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
): Buffer {
  return Buffer.concat([frameHead(payload.length, type, set, stream), payload]);
}

function headersOf(method: string, path: string, more: Record<string, string> = {}): Buffer {
  const [, ...parts] = encodeHeaders(200, {
    ":method": method,
    ":scheme": "https",
    ":path": path,
    ...more,
  });
  return Buffer.concat(parts);
}

const get = headersOf("GET", "/");
const whole = flags.endHeaders | flags.endStream;

test("a body beyond every window arrives whole, and so does its answer", async () => {
  await serve(({ body }) => ({ kind: "text", text: String(body) }));
  const sent = "abcdefgh".repeat(300_000);
  const stream = client().request({ ":method": "POST", ":path": "/a?b=c" });
  stream.end(sent);

  expect((await bodyOf(stream)) === sent).toBe(true);
  expect(requests[0]).toMatchObject({ method: "POST", path: "/a", query: [["b", "c"]] });
});

test("many requests on one connection each get their own answer", async () => {
  await serve(({ path }) => ({ kind: "text", text: path.repeat(2000) }));
  const session = client();
  const paths = Array.from({ length: 200 }, (_, number) => `/${number}`);

  const answers = await Promise.all(
    paths.map((path) => bodyOf(session.request({ ":path": path }))),
  );

  expect(answers).toEqual(paths.map((path) => path.repeat(2000)));
});

test("a client is sent no more than it asked for, and the others go on", async () => {
  await serve(({ path }) => text(path === "/long" ? 100_000 : 10));
  const { say, heard } = await raw();
  const window = Buffer.from("000400002710", "hex");
  say(preface, frame(frameTypes.settings, 0, 0, window));
  say(frame(frameTypes.headers, whole, 1, headersOf("GET", "/long")));
  say(frame(frameTypes.headers, whole, 3, headersOf("GET", "/short")));
  const received = (stream: number) =>
    heard
      .filter(({ type, stream: of }) => type === frameTypes.data && of === stream)
      .reduce((sum, { payload }) => sum + payload.length, 0);

  await expect.poll(() => received(3)).toBe(10);
  expect(received(1)).toBe(10_000);
  say(numberFrame(frameTypes.windowUpdate, 1, 90_000));
  await expect.poll(() => received(1)).toBe(65_535 - 10);
  say(numberFrame(frameTypes.windowUpdate, 0, 90_000));
  await expect.poll(() => received(1)).toBe(100_000);
});

test("HEAD has headers and no body", async () => {
  await serve(() => text(10));
  const stream = client().request({ ":method": "HEAD", ":path": "/" });
  const [headers] = await once(stream, "response");

  expect(headers).toMatchObject({ ":status": 200, "content-length": "10" });
  expect(headers.date).toMatch(/ GMT$/);
  expect(await bodyOf(stream)).toBe("");
});

test("a client that waits to be told may send its body", async () => {
  await serve(({ body }) => ({ kind: "text", text: String(body) }));
  const stream = client().request({ ":method": "POST", ":path": "/", expect: "100-continue" });
  stream.once("continue", () => stream.end("body"));

  expect(await bodyOf(stream)).toBe("body");
});

test("a body that is too long is answered while it is still being sent", async () => {
  await serve(() => text(1));
  const stream = client().request({ ":method": "POST", ":path": "/" });
  stream.on("error", () => {});
  stream.end(Buffer.alloc(5 * 1024 * 1024));
  const [headers] = await once(stream, "response");

  expect(headers[":status"]).toBe(413);
  expect(requests).toEqual([]);
});

test("a request that stops in its middle is ended", async () => {
  await serve(() => text(1), { requestTimeoutMs: 20 });
  const stream = client().request({ ":method": "POST", ":path": "/" });
  stream.on("error", () => {});
  stream.write("begun");
  await once(stream, "close");

  expect(stream.rstCode).toBe(errorCodes.cancel);
  expect(requests).toEqual([]);
});

test("a client that takes a request back is told to the server", async () => {
  await serve(() => undefined);
  const session = client();
  const stream = session.request({ ":path": "/" });
  stream.on("error", () => {});
  await expect.poll(() => requests.length).toBe(1);

  stream.close(errorCodes.cancel);

  await expect.poll(() => ended).toBe(1);
  expect(session.destroyed).toBe(false);
});

test("headers in pieces, padded, with a priority, and trailers are read", async () => {
  await serve(({ headers, body }) => ({
    kind: "text",
    text: `${headers["x-a"]} ${headers["host"]} ${body}`,
  }));
  const { say, heard } = await raw();
  const block = headersOf("POST", "/", { ":authority": "here", "x-a": "1", "content-length": "4" });
  const first = Buffer.concat([
    Buffer.of(3),
    Buffer.alloc(5),
    block.subarray(0, 4),
    Buffer.alloc(3),
  ]);
  const trailers = Buffer.concat(encodeHeaders(200, { "x-b": "2" }).slice(1));
  say(
    preface,
    noSettings,
    frame(frameTypes.headers, flags.padded | flags.priority, 1, first),
    frame(frameTypes.continuation, 0, 1, block.subarray(4, 9)),
    frame(frameTypes.continuation, flags.endHeaders, 1, block.subarray(9)),
    frame(frameTypes.data, flags.padded, 1, Buffer.from("\u0002body\0\0")),
    frame(frameTypes.headers, whole, 1, trailers),
  );
  const data = () => heard.find(({ type }) => type === frameTypes.data)?.payload.toString();

  await expect.poll(data).toBe("1 here body");
});

test("frames that come byte by byte are read", async () => {
  await serve(() => text(3));
  const { socket, heard } = await raw();
  const all = Buffer.concat([preface, noSettings, frame(frameTypes.headers, whole, 1, get)]);
  for (const byte of all) socket.write(Buffer.of(byte));

  await expect.poll(() => heard.some(({ type }) => type === frameTypes.data)).toBe(true);
});

test.each([
  ["no HTTP/2", errorCodes.protocol, [Buffer.from("GET / HTTP/1.1\r\nhost: a\r\n\r\n")]],
  ["no settings", errorCodes.protocol, [preface, frame(frameTypes.headers, whole, 1, get)]],
  ["an even stream", errorCodes.protocol, [frame(frameTypes.headers, whole, 2, get)]],
  [
    "a stream before the last",
    errorCodes.streamClosed,
    [frame(frameTypes.headers, whole, 5, get), frame(frameTypes.headers, whole, 3, get)],
  ],
  ["data of no stream", errorCodes.protocol, [frame(frameTypes.data, 0, 0, get)]],
  ["data before headers", errorCodes.protocol, [frame(frameTypes.data, 0, 1, get)]],
  [
    "a frame that is too long",
    errorCodes.frameSize,
    [frame(frameTypes.data, 0, 1, Buffer.alloc(16_385))],
  ],
  [
    "headers that are interrupted",
    errorCodes.protocol,
    [frame(frameTypes.headers, 0, 1, get), frame(frameTypes.ping, 0, 0, Buffer.alloc(8))],
  ],
  [
    "headers that go on for another",
    errorCodes.protocol,
    [
      frame(frameTypes.headers, 0, 1, get),
      frame(frameTypes.continuation, flags.endHeaders, 3, get),
    ],
  ],
  [
    "headers without end",
    errorCodes.calm,
    [
      frame(frameTypes.headers, 0, 1, get),
      ...Array.from({ length: 70 }, () =>
        frame(frameTypes.continuation, 0, 1, Buffer.alloc(16_384)),
      ),
    ],
  ],
  [
    "headers that cannot be decoded",
    errorCodes.compression,
    [frame(frameTypes.headers, whole, 1, Buffer.of(0x80))],
  ],
  [
    "all padding",
    errorCodes.protocol,
    [
      frame(frameTypes.headers, flags.endHeaders, 1, get),
      frame(frameTypes.data, flags.padded, 1, Buffer.of(9, 1)),
    ],
  ],
  ["a push", errorCodes.protocol, [frame(frameTypes.push, flags.endHeaders, 1, get)]],
  [
    "a window that grows by nothing",
    errorCodes.protocol,
    [numberFrame(frameTypes.windowUpdate, 0, 0)],
  ],
  [
    "a window that is too large",
    errorCodes.flowControl,
    [numberFrame(frameTypes.windowUpdate, 0, 0x7fff_ffff)],
  ],
  ["a reset of nothing", errorCodes.protocol, [numberFrame(frameTypes.reset, 7, 0)]],
  [
    "settings that are cut off",
    errorCodes.frameSize,
    [frame(frameTypes.settings, 0, 0, Buffer.alloc(5))],
  ],
  [
    "a ping that is too short",
    errorCodes.frameSize,
    [frame(frameTypes.ping, 0, 0, Buffer.alloc(7))],
  ],
])("%s ends the connection", async (name, code, frames) => {
  await serve(() => text(1));
  const { say, heard, socket } = await raw();
  const closed = once(socket, "close");
  const isBare = name === "no HTTP/2" || name === "no settings";
  say(...(isBare ? [] : [preface, noSettings]), ...frames);
  await closed;

  const goodbye = heard.find(({ type }) => type === frameTypes.goAway);
  expect(goodbye?.payload.readUInt32BE(4)).toBe(code);
});

test.each([
  ["no path", [":path"], {}],
  ["an upper case", [], { "X-A": "1" }],
  ["a header of a connection", [], { connection: "close" }],
  ["a line behind a header", [], { a: "b", ":authority": "c" }],
  ["a wrong length", [], { "content-length": "3" }],
])("a request with %s is reset, and the connection goes on", async (_, without, more) => {
  await serve(() => text(1));
  const { say, heard } = await raw();
  const pseudo = Object.entries({ ":method": "GET", ":scheme": "https", ":path": "/" });
  const kept = Object.fromEntries(pseudo.filter(([name]) => !(without as string[]).includes(name)));
  const literal = Object.entries({ ...kept, ...more }).map(([name, value]) =>
    Buffer.concat([
      Buffer.of(0, name.length),
      Buffer.from(name),
      Buffer.of(value.length),
      Buffer.from(value),
    ]),
  );
  say(preface, noSettings, frame(frameTypes.headers, whole, 1, Buffer.concat(literal)));
  say(frame(frameTypes.headers, whole, 3, get));

  await expect.poll(() => heard.some(({ type }) => type === frameTypes.data)).toBe(true);
  const reset = heard.find(({ type }) => type === frameTypes.reset);
  expect([reset?.stream, reset?.payload.readUInt32BE(0)]).toEqual([1, errorCodes.protocol]);
});

test("a client that asks and does not listen is ended", async () => {
  await serve(() => text(1));
  const { say, socket } = await raw();
  socket.pause();
  say(preface, noSettings);
  const pings = Buffer.concat(
    Array.from({ length: 4096 }, () => frame(frameTypes.ping, 0, 0, Buffer.alloc(8))),
  );
  const flood = () => {
    for (let round = 0; round < 16 && socket.writable; round++) socket.write(pings);
    return listener.connections;
  };

  await expect.poll(flood, { timeout: 20_000 }).toBe(0);
});
