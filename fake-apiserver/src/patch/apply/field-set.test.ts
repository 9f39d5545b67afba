import fc from "fast-check";
import { expect, test } from "vitest";
import {
  difference,
  emptySet,
  type FieldSet,
  fromFieldsV1,
  intersection,
  isEmptySet,
  pathsOf,
  setOf,
  toFieldsV1,
  union,
} from "./field-set.ts";

const element = fc.constantFrom("f:a", "f:b", 'k:{"name":"c"}', 'v:"x"');
const path = fc.array(element, { minLength: 1, maxLength: 4 });
const set = fc.array(path, { maxLength: 8 }).map(setOf);

function keysOf(fields: FieldSet): readonly string[] {
  return pathsOf(fields)
    .map((parts) => parts.join("/"))
    .sort();
}

test("what is written reads back as the same set", () => {
  fc.assert(
    fc.property(set, (fields) => {
      expect(keysOf(fromFieldsV1(toFieldsV1(fields)) ?? emptySet)).toEqual(keysOf(fields));
    }),
  );
});

test("union, intersection and difference are those of the paths", () => {
  fc.assert(
    fc.property(set, set, (a, b) => {
      const left = new Set(keysOf(a));
      const right = new Set(keysOf(b));

      expect(keysOf(union(a, b))).toEqual([...new Set([...left, ...right])].sort());
      expect(keysOf(intersection(a, b))).toEqual([...left].filter((key) => right.has(key)).sort());
      expect(keysOf(difference(a, b))).toEqual([...left].filter((key) => !right.has(key)).sort());
    }),
  );
});

test("a set minus itself is empty", () => {
  fc.assert(fc.property(set, (fields) => isEmptySet(difference(fields, fields))));
});

test.each([{ x: {} }, { 'k:{"name"': {} }, { "f:a": 1 }, { "i:x": {} }])(
  "%j is no set",
  (fields) => {
    expect(fromFieldsV1(fields)).toBeUndefined();
  },
);

test("elements of a kind that nobody knows yet are passed over, as a real kube-apiserver 1.35.4 does", () => {
  expect(fromFieldsV1({ "x:a": 3, "f:a": null })).toEqual(setOf([["f:a"]]));
});

test("fields, keys, values and places are written in Go's order, numbers as numbers", () => {
  const elements = [
    "f:b",
    "f:a",
    'k:{"containerPort":443,"protocol":"TCP"}',
    'k:{"containerPort":80,"protocol":"UDP"}',
    'k:{"containerPort":80,"protocol":"TCP"}',
    'k:{"name":"a b"}',
    'k:{"name":"a"}',
    'v:"x"',
    "v:true",
    "v:10",
    "v:9",
    "v:[1,2]",
    "v:[1]",
    "v:null",
    "i:10",
    "i:9",
  ];
  expect(Object.keys(toFieldsV1(setOf(elements.map((each) => [each]))))).toEqual([
    "f:a",
    "f:b",
    'k:{"containerPort":80,"protocol":"TCP"}',
    'k:{"containerPort":80,"protocol":"UDP"}',
    'k:{"containerPort":443,"protocol":"TCP"}',
    'k:{"name":"a"}',
    'k:{"name":"a b"}',
    "v:9",
    "v:10",
    'v:"x"',
    "v:true",
    "v:[1]",
    "v:[1,2]",
    "v:null",
    "i:9",
    "i:10",
  ]);
});
