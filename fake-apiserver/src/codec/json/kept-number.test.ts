import { expect, test } from "vitest";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { isWhole, keptNumber, NumberRangeError } from "./kept-number.ts";
import { parseJson } from "./parse-json.ts";

test.each([
  ["0", 0],
  ["-0", -0],
  ["9007199254740991", 9007199254740991],
  ["9007199254740992", 9007199254740992n],
  ["9007199254740993", 9007199254740993n],
  ["-9223372036854775808", -9223372036854775808n],
  ["9223372036854775807", 9223372036854775807n],
  ["9223372036854775808", 2 ** 63],
  ["9007199254740993.0", 2 ** 53],
  ["1e3", 1000],
  ["0.1", 0.1],
])("%s is kept as %s, in JSON and in YAML", (text, value) => {
  expect(keptNumber(text)).toBe(value);
  expect(parseJson(text).value).toBe(value);
  expect(parseYaml(`a: ${text}`).value).toEqual({ a: value });
});

test("a number beyond the largest double is refused in JSON; YAML takes it for a text, as Go does", () => {
  expect(() => parseJson(`{"a": 1e400}`)).toThrow(new NumberRangeError("1e400"));
  expect(parseYaml(`{"a": 1e400}`).value).toEqual({ a: "1e400" });
});

test("what types of Go read by its text is noticed where it is not printed so", () => {
  const { literals } = parseJson(
    '{"spec":{"a":1.0,"b":[1.5,1e3,2,-0],"c":9007199254740993,"d":9223372036854775808}}',
  );

  expect([...literals]).toEqual([
    ["spec.a", "1.0"],
    ["spec.b[1]", "1e3"],
    ["spec.d", "9223372036854775808"],
  ]);
});

test("a double that could be its neighbour does not count as an integer", () => {
  expect([1, 2 ** 53 - 1, 2n ** 53n].every(isWhole)).toBe(true);
  expect([1.5, 2 ** 53, 1e20, Number.NaN, "1", null].some(isWhole)).toBe(false);
});
