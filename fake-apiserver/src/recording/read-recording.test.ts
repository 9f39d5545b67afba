import { expect, test } from "vitest";
import { readRecording } from "./read-recording.ts";

const header = { recording: 1, startedAt: 0, secrets: "kept" };
const asked = { at: 1, asked: 1, client: "c", method: "GET", path: "/api/v1/pods" };
const answered = { at: 2, answered: 1, code: 200 };

/** What is wrong with a recording of these lines. */
function problem(...lines: readonly unknown[]): string {
  const all = [header, ...lines, { at: 9, end: "closed" }];
  try {
    readRecording(all.map((line) => JSON.stringify(line)).join("\n"));
    return "nothing";
  } catch (error) {
    return String(error);
  }
}

test.each<[what: string, line: object, message: string]>([
  ["no client", { ...asked, client: undefined }, 'it needs "client", a text'],
  ["a client that is no text", { ...asked, client: 5 }, '"client" must be a text, found 5'],
  ["an exchange without number", { ...asked, asked: "x" }, '"asked" must be a number, found "x"'],
  [
    "half an exchange",
    { ...asked, asked: 1.5 },
    '"asked" must be the number of an exchange, from 1, found 1.5',
  ],
  [
    "a path that cannot be decoded",
    { ...asked, path: "/%zz" },
    '"path" must be a path that begins with "/", percent-encoded, found "/%zz"',
  ],
  ["a time before the beginning", { ...asked, at: -1 }, '"at" must be not below 0, found -1'],
  ["no time", { ...asked, at: undefined }, 'it needs "at", a number'],
  ["an unknown kind", { at: 1, x: 2 }, "expected one of asked, answered, body, watch, over, end"],
])("a recording with %s is refused with the line, the member and what would be right", (...row) => {
  const [, line, message] = row;

  expect(problem(line)).toContain(`RecordingError: line 2: ${message}`);
});

test.each<[line: object, message: string]>([
  [{ ...answered, code: "200" }, '"code" must be a number, found "200"'],
  [{ ...answered, code: 7 }, '"code" must be 0 or a code of HTTP, found 7'],
  [{ ...answered, warnings: "x" }, '"warnings" must be a list of texts, found "x"'],
  [{ at: 2, body: 1, value: [1] }, '"value" must be an object, found [1]'],
  [{ at: 2, body: 1, value: { items: [null] } }, '"items[0]" must be an object, found null'],
  [{ at: 2, body: 1, value: { rows: [{ object: 1 }] } }, '"rows[0].object" must be an object'],
  [{ at: 2, body: 1, value: { items: 5 } }, '"items" must be a list, found 5'],
  [
    { at: 2, body: 1, value: { items: [{ metadata: { name: 7 } }] } },
    '"items[0].metadata.name" must be a text, found 7',
  ],
  [{ at: 2, body: 1, base64: "***" }, '"base64" must be base64, found "***"'],
  [{ at: 2, watch: 1, type: "ADDED", object: [] }, '"object" must be an object, found []'],
  [
    { at: 2, watch: 1, object: { metadata: { labels: { a: 1 } } } },
    '"object.metadata.labels" must be an object of texts',
  ],
  [{ at: 2, over: 1, reason: "x" }, '"reason" must be one of timeout, client, expired'],
  [{ at: 2, over: 1, reason: "fault", broken: 1 }, '"broken" must be true, found 1'],
  [{ at: 2, over: 4, reason: "fault" }, "is about exchange 4, which no earlier line asked"],
])("a line about an exchange that is wrong is named: %j", (line, message) => {
  expect(problem(asked, answered, line)).toContain(`RecordingError: line 4: ${message}`);
});

test("what is long is shown in part", () => {
  expect(problem({ ...asked, client: [`${"x".repeat(5000)}`] }).length).toBeLessThan(150);
});

test("a list that Go says is null is an empty one", () => {
  expect(problem(asked, answered, { at: 2, body: 1, value: { items: null } })).toBe("nothing");
});
