import { once } from "node:events";
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect as connectHttp2,
} from "node:http2";
import { expect, test } from "vitest";
import { encodeHeaders } from "./encode-headers.ts";
import { errorCodes, flags, frameTypes, numberFrame } from "./frame.ts";
import {
  ca,
  frame,
  get,
  Http2Fixture,
  headersOf,
  noSettings,
  preface,
  text,
  whole,
} from "./testing/http2-fixture.ts";

const fixture = new Http2Fixture();

function client(options = {}): ClientHttp2Session {
  const session = connectHttp2(fixture.listener.url, { ca, ...options });
  session.on("error", () => {});
  fixture.atEnd(() => session.destroy());
  return session;
}

async function bodyOf(stream: ClientHttp2Stream): Promise<string> {
  let body = "";
  for await (const chunk of stream) body += String(chunk);
  return body;
}

test("a body beyond every window arrives whole, and so does its answer", async () => {
  await fixture.serve(({ body }) => ({ kind: "text", text: String(body) }));
  const sent = "abcdefgh".repeat(300_000);
  const stream = client().request({ ":method": "POST", ":path": "/a?b=c" });
  stream.end(sent);

  expect((await bodyOf(stream)) === sent).toBe(true);
  expect(fixture.requests[0]).toMatchObject({ method: "POST", path: "/a", query: [["b", "c"]] });
});

test("many requests on one connection each get their own answer", async () => {
  await fixture.serve(({ path }) => ({ kind: "text", text: path.repeat(2000) }));
  const session = client();
  const paths = Array.from({ length: 200 }, (_, number) => `/${number}`);

  const answers = await Promise.all(
    paths.map((path) => bodyOf(session.request({ ":path": path }))),
  );

  expect(answers).toEqual(paths.map((path) => path.repeat(2000)));
});

// As kubernetes' own TestGracefulShutdown asks of the real server.
test("a server that closes says so at once, and answers what it has begun to read", async () => {
  await fixture.serve(({ body }) => ({ kind: "text", text: String(body) }));
  const session = client();
  const stream = session.request({ ":method": "POST", ":path": "/a" });
  stream.write("begun, ");
  await once(session, "remoteSettings");
  await expect.poll(() => fixture.listener.connections).toBe(1);
  await new Promise((resolve) => session.ping(resolve));

  const closed = fixture.listener.close();
  await once(session, "goaway");
  stream.end("ended");

  expect(await bodyOf(stream)).toBe("begun, ended");
  await closed;
});

test("a client is sent no more than it asked for, and the others go on", async () => {
  await fixture.serve(({ path }) => text(path === "/long" ? 100_000 : 10));
  const { say, heard } = await fixture.connect();
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
  await fixture.serve(() => text(10));
  const stream = client().request({ ":method": "HEAD", ":path": "/" });
  const [headers] = await once(stream, "response");

  expect(headers).toMatchObject({ ":status": 200, "content-length": "10" });
  expect(headers.date).toMatch(/ GMT$/);
  expect(await bodyOf(stream)).toBe("");
});

test("a client that waits to be told may send its body", async () => {
  await fixture.serve(({ body }) => ({ kind: "text", text: String(body) }));
  const stream = client().request({ ":method": "POST", ":path": "/", expect: "100-continue" });
  stream.once("continue", () => stream.end("body"));

  expect(await bodyOf(stream)).toBe("body");
});

test("a body that is too long is answered while it is still being sent", async () => {
  await fixture.serve(() => text(1));
  const stream = client().request({ ":method": "POST", ":path": "/" });
  stream.on("error", () => {});
  stream.end(Buffer.alloc(5 * 1024 * 1024));
  const [headers] = await once(stream, "response");

  expect(headers[":status"]).toBe(413);
  expect(fixture.requests).toEqual([]);
});

test("a request that stops in its middle is ended", async () => {
  await fixture.serve(() => text(1), { requestTimeoutMs: 20 });
  const stream = client().request({ ":method": "POST", ":path": "/" });
  stream.on("error", () => {});
  stream.write("begun");
  await once(stream, "close");

  expect(stream.rstCode).toBe(errorCodes.cancel);
  expect(fixture.requests).toEqual([]);
});

test("a client that takes a request back is told to the server", async () => {
  await fixture.serve(() => undefined);
  const session = client();
  const stream = session.request({ ":path": "/" });
  stream.on("error", () => {});
  await expect.poll(() => fixture.requests.length).toBe(1);

  stream.close(errorCodes.cancel);

  await expect.poll(() => fixture.cancelled).toBe(1);
  expect(session.destroyed).toBe(false);
});

test("headers in pieces, padded, with a priority, and trailers are read", async () => {
  await fixture.serve(({ headers, body }) => ({
    kind: "text",
    text: `${headers["x-a"]} ${headers["host"]} ${body}`,
  }));
  const { say, heard } = await fixture.connect();
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
  await fixture.serve(() => text(3));
  const { socket, heard } = await fixture.connect();
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
  await fixture.serve(() => text(1));
  const { say, heard, socket } = await fixture.connect();
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
  await fixture.serve(() => text(1));
  const { say, heard } = await fixture.connect();
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
