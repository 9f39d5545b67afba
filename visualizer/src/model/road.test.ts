import { expect, test } from "vitest";
import { isAtLeast } from "./road.ts";

test("versions are numbers of any length", () => {
  expect([
    isAtLeast("10", "9"),
    isAtLeast("9", "10"),
    isAtLeast("7", "7"),
    isAtLeast(undefined, "1"),
  ]).toEqual([true, false, true, false]);
  expect(isAtLeast("123456789012345678901", "99999999999999999999")).toBe(true);
});
