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

test.each<[string, unknown]>([
  ["0x1F", 31],
  ["017", 15],
  ["0o17", 15],
  ["0b11", 3],
  ["1_000", 1000],
  ["+5", 5],
  [".5", 0.5],
  ["1e3", 1000],
  ["1:30", "1:30"],
  ["08", 8],
  ["2001-01-01", "2001-01-01"],
  ["1.5e400", "1.5e400"],
  ["~", null],
  ["tRue", "tRue"],
  ["!!str 5", "5"],
  ["!local 5", "5"],
  ["!!binary aGVsbG8=", "hello"],
])("reads %s as the real server does", (text, value) => {
  expect(parseYaml(`a: ${text}\n`).value).toEqual({ a: value });
});

test("keys that are no texts become texts; null and collections are refused", () => {
  expect(parseYaml("0x10: a\n1.5: b\ntrue: c\n").value).toEqual({ 16: "a", 1.5: "b", true: "c" });
  expect(() => parseYaml('null: "d"\n')).toThrow(
    new YamlSyntaxError('unsupported map key of type: %!s(<nil>), key: <nil>, value: "d"'),
  );
  expect(() => parseYaml("? [a, b]\n: c\n")).toThrow(
    new YamlSyntaxError('yaml: invalid map key: []interface {}{"a", "b"}'),
  );
});

test("a merge puts members in where it stands, and of several mappings the first wins", () => {
  const merged = parseYaml("x: &m {k: v, j: w}\ny: &n {j: z}\ndata: {<<: [*m, *n]}\n");

  expect(merged.value).toMatchObject({ data: { k: "v", j: "w" } });
  expect(merged.duplicateLines).toEqual([{ key: "j", line: 1 }]);
  expect(() => parseYaml("data: {<<: x}\n")).toThrow("map merge requires map or sequence of maps");
});

test.each([
  ["an anchor inside itself", "x: &m [*m]\n", "yaml: anchor 'm' value contains itself"],
  ["an unknown anchor", "x: *nope\n", "yaml: unknown anchor 'nope' referenced"],
  ["not a number", "x: .nan\n", "json: unsupported value: NaN"],
  ["a wrong tag", "x: !!int y2\n", "yaml: cannot decode !!str `y2` as a !!int"],
  ["a nested mapping", "a: b: c\n", "yaml: mapping values are not allowed in this context"],
  ["a tab", "a:\n\tb: c\n", "yaml: line 2: found character that cannot start any token"],
  ["an open quote", "a: 'x\n", "yaml: line 2: found unexpected end of stream"],
  [
    "a sequence in a mapping",
    "a:\n  - b\n  c: d\n",
    "yaml: line 2: did not find expected '-' indicator",
  ],
  ["an outdented key", "a:\n  b: c\n d: e\n", "yaml: line 2: did not find expected key"],
])("refuses %s in the words of Go's library", (_, text, message) => {
  expect(() => parseYaml(text)).toThrow(new YamlSyntaxError(message));
});

test("flow collections and quoted texts may be outdented", () => {
  expect(parseYaml('a: [\n  b\n]\nc: {\nd: "e\nf"\n}\ng: |\n  [\n  x\n').value).toEqual({
    a: ["b"],
    c: { d: "e f" },
    g: "[\nx\n",
  });
});

test("aliases of aliases are refused before they are written out", () => {
  const rows = ["a: &a [x, x, x, x, x, x, x, x, x]"];
  for (const [from, to] of ["ab", "bc", "cd", "de", "ef", "fg", "gh"].map((pair) =>
    pair.split(""),
  )) {
    rows.push(`${to}: &${to} [${Array.from({ length: 9 }, () => `*${from}`).join()}]`);
  }

  expect(() => parseYaml(rows.join("\n"))).toThrow("yaml: document contains excessive aliasing");
});

test("a long text that many aliases repeat is refused, though they are few nodes", () => {
  const aliases = Array.from({ length: 1_000 }, () => "*a").join();

  expect(() => parseYaml(`a: &a ${"q".repeat(30_000)}\nb: [${aliases}]\n`)).toThrow(
    "yaml: document contains excessive aliasing",
  );
});

test("what is nested too deep is refused in the words of Go's library", () => {
  const deep = `a: b\nc: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`;

  expect(() => parseYaml(deep)).toThrow("yaml: line 2: exceeded max depth of 10000");
});
