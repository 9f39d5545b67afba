import { StatusError } from "@informerlab/core";
import { expect, test } from "vitest";
import { keptNumber } from "./kept-number.ts";
import { parseJson } from "./parse-json.ts";
import { parseYaml } from "./parse-yaml.ts";

test.each([
  ["0", 0],
  ["-0", -0],
  ["9007199254740991", 9007199254740991],
  ["9007199254740992", 9007199254740992],
  ["1e3", 1000],
  ["0.1", 0.1],
  ["9223372036854775808", 2 ** 63],
])("%s is kept", (text, value) => {
  expect(keptNumber(text)).toBe(value);
});

test.each([
  ["9007199254740993", /9007199254740993.*would store this one as 9007199254740992/],
  ["-9223372036854775807", /-9223372036854775807/],
  ["9223372036854775807", /9223372036854775807/],
])("%s is refused, not stored as another number", (text, message) => {
  for (const parse of [parseJson, parseYaml]) {
    expect(refusalOf(parse, text)).toMatchObject({
      code: 501,
      message: expect.stringMatching(message) as string,
    });
  }
});

test("a number beyond the largest double is refused in JSON; YAML takes it for a text, as Go does", () => {
  expect(refusalOf(parseJson, "1e400")).toMatchObject({
    code: 400,
    message: "json: cannot unmarshal number 1e400 into Go value of type float64",
  });
  expect(parseYaml(`{"a": 1e400}`).value).toEqual({ a: "1e400" });
});

function refusalOf(parse: (text: string) => unknown, number: string): unknown {
  try {
    parse(`{"a": ${number}}`);
  } catch (error) {
    expect(error).toBeInstanceOf(StatusError);
    return (error as StatusError).status;
  }
  return undefined;
}
