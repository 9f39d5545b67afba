import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson, printJson } from "../api/json.ts";
import type { WatchEvent } from "../api/watch-event.ts";
import { WatchDecoder, watchFrameLengthMax } from "./watch-decoder.ts";

const added = { type: "ADDED", object: { metadata: { name: "a" } } };

function decode(...pieces: readonly string[]): WatchEvent[] {
  const decoder = new WatchDecoder();
  return pieces.flatMap((piece) => decoder.push(piece));
}

// As fast-check's unit "binary", which takes more than a second to make.
const anyCharacter = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((codePoint) => String.fromCodePoint(codePoint));

test("however the text is cut, the same events come out", () => {
  const event = fc.record({
    type: fc.constantFrom("ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"),
    object: fc.dictionary(fc.string({ unit: anyCharacter }), fc.jsonValue()),
  });
  fc.assert(
    fc.property(fc.array(event), fc.array(fc.nat()), (events, cuts) => {
      const frames = events.map((frame) => parseJson(JSON.stringify(frame)));
      const text = frames.map((frame) => `${printJson(frame)}\n`).join("");
      const positions = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length];
      positions.sort((left, right) => left - right);
      const pieces = positions.slice(1).map((end, index) => text.slice(positions[index], end));

      expect(decode(...pieces)).toEqual(frames);
    }),
  );
});

test("one piece gives all events that it completes as one batch", () => {
  const decoder = new WatchDecoder();
  const line = `${JSON.stringify(added)}\n`;

  expect(decoder.push(line + line + line.slice(0, 5))).toHaveLength(2);
  expect(decoder.pendingLength).toBe(5);
  expect(decoder.push(line.slice(5))).toEqual([added]);
  expect(decoder.pendingLength).toBe(0);
});

test("half a line at the end gives nothing", () => {
  expect(decode(JSON.stringify(added))).toEqual([]);
});

test("blank lines and carriage returns are no frames", () => {
  expect(decode("\n\r\n", `${JSON.stringify(added)}\r\n`, "  \n")).toEqual([added]);
});

test("a line that is not JSON is an internal error, worded as in client-go, and ends the stream", () => {
  const decoder = new WatchDecoder();

  const events = decoder.push(`${JSON.stringify(added)}\n{"type":\n${JSON.stringify(added)}\n`);

  expect(events).toHaveLength(2);
  expect(events[1]).toMatchObject({
    type: "ERROR",
    object: {
      kind: "Status",
      code: 500,
      reason: "InternalError",
      message:
        'an error on the server ("unable to decode an event from the watch stream: not JSON: {\\"type\\":") has prevented the request from succeeding',
      details: {
        causes: [
          { reason: "UnexpectedServerResponse" },
          {
            reason: "ClientWatchDecoding",
            message: 'unable to decode an event from the watch stream: not JSON: {"type":',
          },
        ],
      },
    },
  });
  expect(decoder.isBroken).toBe(true);
  expect(decoder.push(`${JSON.stringify(added)}\n`)).toEqual([]);
});

test.each([
  ['{"type":"CHANGED","object":{}}', 'got invalid watch event type: "CHANGED"'],
  ['{"object":{}}', 'got invalid watch event type: {"object":{}}'],
  ['{"type":"ADDED"}', 'a watch event without object: {"type":"ADDED"}'],
  ['{"type":"ADDED","object":"text"}', "a watch event without object"],
  ["null", "got invalid watch event type"],
  ["[]", "got invalid watch event type"],
  ["7", "got invalid watch event type"],
])("the frame %s is refused by name", (line, reason) => {
  const [event] = decode(`${line}\n`);

  expect(event?.type).toBe("ERROR");
  expect(JSON.parse(JSON.stringify(event?.object)).details.causes[1].message).toContain(reason);
});

test("a frame that never ends is refused before it fills the memory", () => {
  const decoder = new WatchDecoder();
  const piece = "x".repeat(1024 * 1024);
  let events: WatchEvent[] = [];
  let pushed = 0;
  while (events.length === 0) {
    events = decoder.push(piece);
    pushed += piece.length;
  }

  expect(pushed).toBe(watchFrameLengthMax + piece.length);
  expect(events[0]?.type).toBe("ERROR");
  expect(decoder.pendingLength).toBe(0);
});
