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
  ["9007199254740993", 501, /9007199254740993.*would store this one as 9007199254740992/],
  ["-9223372036854775807", 501, /-9223372036854775807/],
  ["9223372036854775807", 501, /9223372036854775807/],
  ["1e400", 400, /^json: cannot unmarshal number 1e400 into Go value of type float64$/],
])("%s is refused, not stored as another number", (text, code, message) => {
  for (const parse of [parseJson, parseYaml]) {
    let refusal: unknown;
    try {
      parse(`{"a": ${text}}`);
    } catch (error) {
      refusal = error;
    }
    // YAML takes 1e400 for a text, as Go does.
    if (parse === parseYaml && code === 400) continue;
    expect(refusal).toBeInstanceOf(StatusError);
    expect((refusal as StatusError).status).toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  }
});
