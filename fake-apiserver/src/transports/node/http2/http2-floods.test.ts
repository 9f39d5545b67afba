import { once } from "node:events";
import { expect, test } from "vitest";
import { errorCodes, flags, frameTypes, numberFrame } from "./frame.ts";
import { settingsFrame } from "./peer-settings.ts";
import {
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

const floodOf = (make: (place: number) => Buffer): Buffer[] =>
  Array.from({ length: 3_000 }, (_, place) => make(place));

test.each([
  ["pings", floodOf(() => frame(frameTypes.ping, 0, 0, Buffer.alloc(8)))],
  ["settings", floodOf(() => noSettings)],
  ["priorities", floodOf(() => frame(frameTypes.priority, 0, 1, Buffer.alloc(5)))],
  ["frames of no known type", floodOf(() => frame(99, 0, 0))],
  [
    "empty pieces of a body",
    [
      frame(frameTypes.headers, flags.endHeaders, 1, get),
      ...floodOf(() => frame(frameTypes.data, 0, 1)),
    ],
  ],
  [
    "wider windows of an answer that does not come",
    [
      frame(frameTypes.headers, whole, 1, get),
      ...floodOf(() => numberFrame(frameTypes.windowUpdate, 1, 1)),
    ],
  ],
  [
    "requests that are taken back",
    floodOf((place) =>
      Buffer.concat([
        frame(frameTypes.headers, whole, 2 * place + 1, get),
        numberFrame(frameTypes.reset, 2 * place + 1, errorCodes.cancel),
      ]),
    ),
  ],
])("a flood of %s ends the connection", async (_, frames) => {
  await fixture.serve(() => undefined);
  const { say, heard, socket } = await fixture.connect();
  const closed = once(socket, "close");
  say(preface, noSettings, ...frames);
  await closed;

  const goodbye = heard.find(({ type }) => type === frameTypes.goAway);
  expect(goodbye?.payload.readUInt32BE(4)).toBe(errorCodes.calm);
});

test("a client that takes its answer in crumbs is not taken for a flood", async () => {
  await fixture.serve(() => text(20_000));
  const { say, heard } = await fixture.connect();
  const oneByte = settingsFrame({ streamsMax: 1, window: 0, headerBytesMax: 1_000 });
  say(preface, oneByte, frame(frameTypes.headers, whole, 1, get));
  const bytes = () =>
    heard.reduce(
      (sum, { type, payload }) => sum + (type === frameTypes.data ? payload.length : 0),
      0,
    );
  for (let taken = 0; taken < 20_000; taken += 10) {
    say(numberFrame(frameTypes.windowUpdate, 1, 10));
  }

  await expect.poll(bytes).toBe(20_000);
});

test("between the requests of one client others have their turn", async () => {
  await fixture.serve(() => text(1));
  const { say } = await fixture.connect();
  const other = await fixture.connect();
  other.say(preface, noSettings);
  await expect.poll(() => other.heard.length).toBeGreaterThan(1);
  say(preface, noSettings);
  const many = Array.from({ length: 900 }, (_, place) =>
    frame(frameTypes.headers, whole, 2 * place + 1, get),
  );
  // All of them are there before the first is read, and so is what the other one asks.
  say(...many);
  other.say(frame(frameTypes.headers, whole, 1, headersOf("GET", "/other")));
  await expect.poll(() => fixture.requests.length).toBe(901);

  expect(fixture.requests.findIndex(({ path }) => path === "/other")).toBeLessThan(900);
});

test("a client that reads no answers is refused further ones", async () => {
  const large = text(16 * 1024 * 1024);
  await fixture.serve(() => large);
  const { say, heard } = await fixture.connect();
  say(preface, noSettings);
  for (let id = 1; id < 14; id += 2) say(frame(frameTypes.headers, whole, id, get));
  const refused = () =>
    heard
      .filter(({ type }) => type === frameTypes.reset)
      .map(({ payload }) => payload.readUInt32BE(0));

  await expect.poll(refused, { timeout: 20_000 }).toEqual([errorCodes.refused, errorCodes.refused]);
  expect(fixture.requests.length).toBe(5);
});

test("a client that asks and does not listen is ended", async () => {
  await fixture.serve(() => text(1));
  const { say, socket } = await fixture.connect();
  socket.pause();
  say(preface, noSettings);
  const pings = Buffer.concat(
    Array.from({ length: 4096 }, () => frame(frameTypes.ping, 0, 0, Buffer.alloc(8))),
  );
  const flood = () => {
    for (let round = 0; round < 16 && socket.writable; round++) socket.write(pings);
    return fixture.listener.connections;
  };

  await expect.poll(flood, { timeout: 20_000 }).toBe(0);
});
