import { expect, test } from "vitest";
import { entryOf } from "./plain-object.ts";

test("a table says nothing of names that every object has", () => {
  const table: Readonly<Record<string, readonly string[]>> = { a: ["x"] };

  expect(entryOf(table, "a")).toEqual(["x"]);
  for (const name of ["__proto__", "constructor", "toString", "b"])
    expect(entryOf(table, name)).toBeUndefined();
});
