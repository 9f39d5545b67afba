import { expect, test } from "vitest";
import { pemBlocks } from "./pem.ts";

test("blocks stand one after another, with whatever between them", () => {
  const text =
    "notes\n-----BEGIN A-----\nYQ==\n-----END A-----\n\n-----BEGIN B C-----YmI=-----END B C-----";
  expect(pemBlocks(text)).toEqual([
    { type: "A", text: "\nYQ==\n" },
    { type: "B C", text: "YmI=" },
  ]);
});

test("what begins as one type and ends as another, or has headers, is no block", () => {
  expect(pemBlocks("-----BEGIN A-----\nYQ==\n-----END B-----")).toEqual([]);
  expect(pemBlocks("-----BEGIN A-----\nk: v\n\nYQ==\n-----END A-----")).toEqual([]);
});
