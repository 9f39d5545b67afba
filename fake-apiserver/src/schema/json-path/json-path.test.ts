import { expect, test } from "vitest";
import { compileJsonPath } from "./json-path.ts";

// What the real server of 1.35 found by paths of printer columns that were drawn at random.

const object = {
  spec: {
    a: "x",
    n: 2,
    f: 2.5,
    nothing: null,
    "long.name": "l",
    list: [
      { k: "x", v: 1 },
      { k: "y", v: 2.5 },
      { k: "x", v: true },
    ],
    numbers: [0, 1, 2, 3],
  },
};

const found = (path: string): readonly unknown[] | undefined => compileJsonPath(path)?.(object);

test.each<[string, readonly unknown[]]>([
  [".spec.a", ["x"]],
  [".spec['a']", ["x"]],
  [".spec.long\\.name", ["l"]],
  [".spec.nothing", [null]],
  [".spec.nope.deeper", []],
  [".spec.a.b", []],
  [".spec.list[0].k", ["x"]],
  [".spec.list[-1].k", ["x"]],
  [".spec.list[*].k", ["x", "y", "x"]],
  [".spec.list[?(@.k=='x')].v", [1, true]],
  ['.spec.list[?(@.k != "x")].v', [2.5]],
  ['.spec.list[?(@.k!="x")].v', [2.5]],
  [".spec.list[?(@.v)].k", ["x", "y", "x"]],
  [".spec.list[?(@.nope)].k", []],
  [".spec.numbers[1:3]", [1, 2]],
  [".spec.numbers[::2]", [0, 2]],
  [".spec.numbers[-2:]", [2, 3]],
  [".spec.numbers[0,-1]", [0, 3]],
  [".spec.numbers[?(@>=2)]", [2, 3]],
  [".spec.numbers[?(2<@)]", [3]],
  ["..k", ["x", "y", "x"]],
  ["$.spec.a", ["x"]],
  [".spec['a','n']", ["x", 2]],
  ["", [object]],
])("%s finds %j", (path, values) => {
  expect(found(path)).toEqual(values);
});

test.each([
  ".spec.numbers[9]",
  ".spec.a[0]",
  ".spec.a[?(@.k)]",
  ".spec.list[?(@.v==1)]",
  ".spec.list[?(@.v=='x')]",
  ".spec|a",
  ".spec.numbers[3:1]",
  ".spec.numbers[0:2:0]",
  ".spec.a}{.spec.numbers[9]",
  ".spec.range",
])("%s leads nowhere", (path) => {
  expect(found(path)).toEqual([]);
});

test.each([
  ".spec[",
  ".spec]",
  ".spec['a",
  '.spec["a"]',
  ".spec[x]",
  ".spec[--1]",
  ".spec.list[?(@.k=~'x')]",
  ".spec....a",
  ".spec{.a}",
  ".spec.list[?(@.k=='x'",
  ".spec.list[?(@.k=='x')",
  "'a\\q'",
  "1.2.3",
])("%s is no path", (path) => {
  expect(found(path)).toBeUndefined();
});

test("escapes between quotes are Go's", () => {
  const path = String.raw`.spec.list[?(@.k=='\x78')].k`;

  expect(found(path)).toEqual(["x", "x"]);
});

test("a path that descends again and again ends", () => {
  let deep: object = { a: 1 };
  for (let i = 0; i < 300; i++) deep = { a: deep, b: deep };

  expect(compileJsonPath("..a..a..a")?.(deep)).toEqual([]);
});
