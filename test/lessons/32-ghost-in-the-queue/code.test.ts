import { expect, test } from "vitest";
import { keysGone } from "./code.ts";

test("what waits and is not on the list is gone, as well as what is stored", () => {
  const listed = new Set(["n1", "n2"]);

  expect(keysGone(listed, ["n1", "n2"], ["n3"])).toEqual(["n3"]);
  expect(keysGone(listed, ["n1", "n4"], ["n4", "n2"])).toEqual(["n4"]);
  expect(keysGone(listed, ["n1"], [])).toEqual([]);
});
