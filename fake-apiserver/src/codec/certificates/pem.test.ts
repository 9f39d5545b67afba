import { expect, test } from "vitest";
import { everyPemBlock, pemBlocks } from "./pem.ts";

test("blocks stand one after another, with whatever between them", () => {
  const text =
    "notes\n-----BEGIN A-----\nYQ==\n-----END A-----\n\n-----BEGIN B C-----YmI=-----END B C-----";
  expect(pemBlocks(text)).toEqual([
    { type: "A", text: "\nYQ==\n", hasHeaders: false },
    { type: "B C", text: "YmI=", hasHeaders: false },
  ]);
});

test("what begins as one type and ends as another, or has headers, is no block", () => {
  expect(pemBlocks("-----BEGIN A-----\nYQ==\n-----END B-----")).toEqual([]);
  expect(pemBlocks("-----BEGIN A-----\nk: v\n\nYQ==\n-----END A-----")).toEqual([]);
});

test("blocks with headers are told as such", () => {
  const text = "-----BEGIN A-----\na: b\nc: d\n\nYQ==\n-----END A-----\n";
  expect(pemBlocks(text)).toEqual([]);
  expect(everyPemBlock(text)).toEqual([{ type: "A", text: "\nYQ==\n", hasHeaders: true }]);
});
