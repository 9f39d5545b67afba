import fc from "fast-check";
import { expect, test } from "vitest";
import { WatchDecoder } from "../source/watch-decoder.ts";
import { jsonNumber, parseJson, printJson } from "./json.ts";
import { copyJson } from "./object.ts";

test.each([
  ["9007199254740993", 9007199254740993n],
  ["-9007199254740993", -9007199254740993n],
  ["9223372036854775807", 9223372036854775807n],
  ["-9223372036854775808", -9223372036854775808n],
  ["9007199254740991", 9007199254740991],
  ["1e300", 1e300],
  ["9223372036854775808", 2 ** 63],
  ["9007199254740992", 9007199254740992n],
  ["9007199254740992.0", 2 ** 53],
  ["12345678901234567890123", 1.2345678901234568e22],
  ["9223372036854774784", 9223372036854774784n],
  ["0.1234567890123456789", 0.12345678901234568],
])("%s is read as %s", (text, value) => {
  expect(parseJson(text)).toBe(value);
  expect(parseJson(`{"a":[${text}]}`)).toEqual({ a: [value] });
});

test("every int64 comes back as it was sent, wherever it stands", () => {
  const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  fc.assert(
    fc.property(fc.array(int64), fc.string(), (integers, text) => {
      const sent = `{"spec":{"values":[${integers.join(",")}],"text":${JSON.stringify(text)}}}`;
      expect(printJson(parseJson(sent))).toBe(sent);
      expect(printJson(copyJson(parseJson(sent)))).toBe(sent);
    }),
  );
});

test("a key that is named as a prototype is copied as any other", () => {
  const sent = '{"data":{"__proto__":{"a":"b"},"c":"d"}}';

  expect(printJson(copyJson(parseJson(sent)))).toBe(sent);
});

/** JSON with numbers in every form, and with texts that look like them. */
const texts = fc.letrec<{ json: string }>((tie) => {
  const digits = fc.stringMatching(/^[1-9]([0-9]{0,14}|[0-9]{15,22})$/);
  const number = fc
    .tuple(
      fc.constantFrom("", "-"),
      fc.oneof(digits, fc.constant("0")),
      fc.constantFrom("", ".0", ".5", ".1234567890123456789"),
      fc.constantFrom("", "e3", "E-2", "e+00000000000000000"),
    )
    .map((parts) => parts.join(""));
  const string = fc
    .oneof(
      fc.string(),
      digits,
      digits.map((row) => `sha256:${row}`),
      digits.map((row) => `a\\",${row}`),
    )
    .map((text) => JSON.stringify(text));
  const space = fc.constantFrom("", " ", "\n\t", "                ");
  const json = tie("json");
  return {
    json: fc.oneof(
      { maxDepth: 4 },
      number,
      string,
      fc.constantFrom("true", "false", "null"),
      fc
        .tuple(fc.array(json, { maxLength: 4 }), space)
        .map(([all, gap]) => `[${gap}${all.join(`,${gap}`)}]`),
      fc
        .tuple(fc.array(fc.tuple(string, json), { maxLength: 4 }), space)
        .map(
          ([all, gap]) =>
            `{${all.map(([name, value]) => `${name}:${gap}${value}`).join(`${gap},`)}}`,
        ),
    ),
  };
}).json;

test("a look at one character in sixteen finds every number that needs more than JSON.parse", () => {
  const readExactly = (_name: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" ? jsonNumber(context?.source ?? "") : value;
  fc.assert(
    fc.property(texts, (text) => {
      const expected: unknown = JSON.parse(
        text,
        readExactly as (name: string, value: unknown) => unknown,
      );
      expect(parseJson(text)).toEqual(expected);
    }),
    { numRuns: 2000 },
  );
});

test("digits inside of texts stay texts", () => {
  const sent = '{"uid":"12345678901234567890","12345678901234567890":true}';

  expect(parseJson(sent)).toEqual({ uid: "12345678901234567890", "12345678901234567890": true });
});

test("what JSON cannot hold is an error, not something else", () => {
  const circle: Record<string, unknown> = { big: 2n ** 60n };
  circle["self"] = circle;

  expect(() => printJson(circle)).toThrow(TypeError);
});

test("a watch event keeps its integers", () => {
  const line =
    '{"type":"ADDED","object":{"metadata":{"name":"a"},"spec":{"size":9007199254740993}}}\n';

  const [event] = new WatchDecoder().push(line);

  expect(`${printJson(event)}\n`).toBe(line);
});
