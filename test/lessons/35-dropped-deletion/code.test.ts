import { DeletedFinalStateUnknown } from "@informerlab/core";
import { expect, test } from "vitest";
import { keyOfDeleted } from "./code.ts";

test("an object is asked for its name, a tombstone for its key", () => {
  expect(keyOfDeleted({ metadata: { name: "n3" } })).toBe("n3");
  expect(keyOfDeleted({ metadata: { namespace: "shop", name: "web" } })).toBe("shop/web");
  expect(keyOfDeleted(new DeletedFinalStateUnknown("shop/web", undefined))).toBe("shop/web");
});
