import { expect, test } from "vitest";
import { plantedBugs } from "../planted-bugs/catalogue.ts";
import { invariants } from "./catalogue.ts";
import { familyOf, ruleFamilies } from "./families.ts";

test("each rule has a family, each family a rule, and each planted bug a rule that catches it", () => {
  const ids = invariants.map(({ id }) => id);

  expect(new Set(ids.map(familyOf))).toEqual(new Set(ruleFamilies));
  expect(ids).toEqual(
    expect.arrayContaining(plantedBugs.flatMap(({ caughtBy }) => caughtBy.slice(0, 1))),
  );
});

test("an id that begins like no family is refused with the letters that there are", () => {
  expect(() => familyOf("X1")).toThrow(/one of W, L, P.* got "X1"/);
});
