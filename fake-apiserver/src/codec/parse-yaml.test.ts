import { expect, test } from "vitest";
import { parseYaml, YamlSyntaxError } from "./parse-yaml.ts";

test("reads YAML 1.1: unquoted yes and y are booleans", () => {
  expect(parseYaml("a: yes\nb: 'yes'\ny: n\n").value).toEqual({ a: true, b: "yes", true: false });
});

test("reads the first of several documents", () => {
  expect(parseYaml("---\na: 1\n---\na: 2\n").value).toEqual({ a: 1 });
});

test("reports members that a mapping has twice, with their lines", () => {
  expect(parseYaml("metadata: {name: x}\ndata: {a: b}\ndata: {c: d}\n").duplicateLines).toEqual([
    { key: "data", line: 3 },
  ]);
});

test("names the line of a mistake", () => {
  expect(() => parseYaml("a: [b")).toThrow(
    new YamlSyntaxError("yaml: line 1: did not find expected ',' or ']'"),
  );
});
