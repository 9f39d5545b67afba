import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Labels } from "./label-requirement.ts";
import { createLabelRequirement, SelectorError } from "./label-requirement.ts";
import { Selector } from "./label-selector.ts";

interface Vectors {
  readonly sets: readonly Labels[];
  readonly cases: readonly {
    readonly selector: string;
    readonly error?: string;
    readonly text?: string;
    readonly matches?: readonly boolean[];
  }[];
}

const vectors = JSON.parse(
  gunzipSync(
    readFileSync(new URL("../../fixtures/label-selectors.json.gz", import.meta.url)),
  ).toString(),
) as Vectors;

test("label selectors parse, match, print and fail as in apimachinery v0.37.2 (900 recorded cases)", () => {
  expect(vectors.cases.length).toBe(900);
  for (const { selector: text, error, text: printed = "", matches } of vectors.cases) {
    if (error !== undefined) {
      expect(() => Selector.parse(text), text).toThrow(new SelectorError(error));
      continue;
    }
    const selector = Selector.parse(text);
    expect(selector.toString(), text).toBe(printed);
    expect(
      vectors.sets.map((labels) => selector.matches(labels)),
      text,
    ).toEqual(matches);
  }
});

test("everything matches objects without labels, nothing matches none", () => {
  expect(Selector.everything().matches(undefined)).toBe(true);
  expect(Selector.parse("").isEverything).toBe(true);
  expect(Selector.nothing().matches({ app: "web" })).toBe(false);
  expect(Selector.nothing().isEverything).toBe(false);
});

test("a label named like a property of every object is absent unless it is there", () => {
  expect(Selector.parse("constructor").matches({})).toBe(false);
  expect(Selector.parse("!constructor").matches({})).toBe(true);
  expect(Selector.parse("constructor=a").matches({ constructor: "a" } as never)).toBe(true);
});

test("a selector of an API object joins its labels and expressions", () => {
  const selector = Selector.fromLabelSelector({
    matchLabels: { app: "web" },
    matchExpressions: [
      { key: "tier", operator: "In", values: ["b", "a"] },
      { key: "legacy", operator: "DoesNotExist" },
    ],
  });

  expect(selector.toString()).toBe("app=web,!legacy,tier in (a,b)");
});

test("an absent selector of an API object matches nothing, an empty one everything", () => {
  expect(Selector.fromLabelSelector(undefined).isNothing).toBe(true);
  expect(Selector.fromLabelSelector({}).isEverything).toBe(true);
});

test("in a selector of an API object null is what is not there", () => {
  const selector = JSON.parse(
    '{"matchLabels":null,"matchExpressions":[{"key":"tier","operator":"Exists","values":null}]}',
  );

  expect(Selector.fromLabelSelector(null).isNothing).toBe(true);
  expect(Selector.fromLabelSelector(selector).toString()).toBe("tier");
  expect(Selector.fromLabelSelector({ ...selector, matchExpressions: null }).isEverything).toBe(
    true,
  );
});

test("an operator that is none is named", () => {
  expect(() =>
    Selector.fromLabelSelector({ matchExpressions: [{ key: "a", operator: "Is" }] }),
  ).toThrow(new SelectorError('"Is" is not a valid label selector operator'));
});

test("a requirement with several mistakes names all of them", () => {
  expect(() => createLabelRequirement({ key: "", operator: "in", values: [] })).toThrow(
    /^\[key: Invalid value: "": name part must be non-empty; name part .*, values: Invalid value: \[\]: for 'in', 'notin' operators, values set can't be empty\]$/,
  );
});

test("adding to nothing stays nothing", () => {
  const requirement = createLabelRequirement({ key: "app", operator: "exists", values: [] });

  expect(Selector.nothing().with(requirement).isNothing).toBe(true);
  expect(Selector.everything().with(requirement).toString()).toBe("app");
});

test("the exact match of a key is found for equality and for a set of one", () => {
  expect(Selector.parse("app=web").exactMatch("app")).toBe("web");
  expect(Selector.parse("app in (web)").exactMatch("app")).toBe("web");
  expect(Selector.parse("app in (web,db)").exactMatch("app")).toBeUndefined();
  expect(Selector.parse("app!=web").exactMatch("app")).toBeUndefined();
});
