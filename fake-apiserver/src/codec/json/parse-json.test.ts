import { expect, test } from "vitest";
import { JsonSyntaxError, parseJson } from "./parse-json.ts";

test("reads what JSON.parse reads", () => {
  const text = '{"a":[1,-2.5e3,true,false,null,"\\u00e4\\n"],"b":{"c":{}}, "d" : [ ] }';

  expect(parseJson(text)).toMatchObject({ value: JSON.parse(text), duplicates: [] });
});

test.each([
  ["nonsense", "invalid character 'o' in literal null (expecting 'u')"],
  ['{"metadata":{"name":"x"', "unexpected end of JSON input"],
  ["", "unexpected end of JSON input"],
  ['{"a":1} trailing', "invalid character 't' after top-level value"],
  ['{"a":1}{"b":2}', "invalid character '{' after top-level value"],
  ["\ufeff{}", "invalid character 'ï' looking for beginning of value"],
  ["[1,]", "invalid character ']' looking for beginning of value"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b":2}', "invalid character '\"' after object key:value pair"],
  ["{a:1}", "invalid character 'a' looking for beginning of object key string"],
  ['"a\nb"', "invalid character '\\n' in string literal"],
  ['"\\x"', "invalid character 'x' in string escape code"],
  ["-a", "invalid character 'a' in numeric literal"],
  ["1.a", "invalid character 'a' after decimal point in numeric literal"],
])("refuses %j in Go's words", (text, message) => {
  expect(() => parseJson(text)).toThrow(new JsonSyntaxError(message));
});

test("reports members that an object has twice, by path, and keeps the last", () => {
  expect(parseJson('{"spec":{"size":1,"size":2},"list":[{"a":1,"a":2}]}')).toMatchObject({
    value: { spec: { size: 2 }, list: [{ a: 2 }] },
    duplicates: ["spec.size", "list[0].a"],
  });
});

test("takes __proto__ for a member like any other", () => {
  const { value } = parseJson('{"__proto__":{"polluted":true}}');

  expect(Object.keys(value as object)).toEqual(["__proto__"]);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

test("refuses nesting that could exhaust the stack", () => {
  const said = (opening: string) => `invalid character '${opening}' exceeded max depth`;
  expect(() => parseJson("[".repeat(100_000))).toThrow(said("["));
  expect(() => parseJson('{"a":'.repeat(100_000))).toThrow(said("{"));
});
