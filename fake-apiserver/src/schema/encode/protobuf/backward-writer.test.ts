import fc from "fast-check";
import { Reader } from "protobufjs/minimal.js";
import { expect, test } from "vitest";
import { BackwardWriter } from "./backward-writer.ts";

function readerOf(write: (out: BackwardWriter) => void): Reader {
  const out = new BackwardWriter();
  out.begin();
  write(out);
  return new Reader(out.finish());
}

test("texts of any length and language are read back, unpaired surrogates as U+FFFD", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 5000, size: "max" }), (text) => {
      expect(readerOf((out) => out.text(text)).string()).toBe(text.toWellFormed());
    }),
    { numRuns: 200 },
  );
});

test.each([
  ["0", 0],
  ["127", 127],
  ["128", 128],
  ["-1", -1],
  ["2147483648", 2_147_483_648],
  ["-2147483648", -2_147_483_648],
  ["9007199254740991", Number.MAX_SAFE_INTEGER],
  ["9007199254740993", 9_007_199_254_740_993n],
  ["9223372036854775807", 9_223_372_036_854_775_807n],
  ["-9223372036854775808", -9_223_372_036_854_775_808n],
])("%s is a varint of 64 bits", (text, value) => {
  expect(
    readerOf((out) => out.varint(value))
      .int64()
      .toString(),
  ).toBe(text);
});

test("messages larger than the buffer that is kept leave nothing behind in the next one", () => {
  const out = new BackwardWriter();
  const large = "ü".repeat(400_000);
  out.begin();
  out.text(large);
  const first = out.finish();
  out.begin();
  out.text("small");

  expect(new Reader(first).string()).toBe(large);
  expect(new Reader(out.finish()).string()).toBe("small");
});
