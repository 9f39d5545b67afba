import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FieldSelector } from "./field-selector.ts";
import { SelectorError } from "./label-requirement.ts";

interface Vectors {
  readonly sets: readonly Readonly<Record<string, string>>[];
  readonly cases: readonly {
    readonly selector: string;
    readonly error?: string;
    readonly text?: string;
    readonly matches?: readonly boolean[];
  }[];
}

const vectors = JSON.parse(
  gunzipSync(
    readFileSync(new URL("../../fixtures/field-selectors.json.gz", import.meta.url)),
  ).toString(),
) as Vectors;

test("field selectors parse, match, print and fail as in apimachinery v0.37.2 (300 recorded cases)", () => {
  expect(vectors.cases.length).toBe(300);
  for (const { selector: text, error, text: printed = "", matches } of vectors.cases) {
    if (error !== undefined) {
      expect(() => FieldSelector.parse(text), text).toThrow(new SelectorError(error));
      continue;
    }
    const selector = FieldSelector.parse(text);
    expect(selector.toString(), text).toBe(printed);
    expect(
      vectors.sets.map((fields) => selector.matches((field) => fields[field] ?? "")),
      text,
    ).toEqual(matches);
  }
});

// As fast-check's unit "binary", which takes more than a second to make.
const anyCharacter = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((codePoint) => String.fromCodePoint(codePoint));

test("whatever value is asked for, its printed selector asks for the same", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (value) => {
      const printed = FieldSelector.of({ field: "a", operator: "=", value }).toString();

      expect(FieldSelector.parse(printed).exactMatch("a")).toBe(value);
    }),
  );
});
