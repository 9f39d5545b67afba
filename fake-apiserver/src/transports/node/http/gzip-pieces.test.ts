import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { PieceCompressor } from "./gzip-pieces.ts";

const pieces = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 300, size: "max" });

test("what was compressed is what was given, however much of it was there before", async () => {
  const compressor = new PieceCompressor();
  await fc.assert(
    fc.asyncProperty(pieces, fc.nat(), fc.uint8Array({ minLength: 64 }), async (first, at, one) => {
      const index = at % (first.length + 1);
      const second = [...first.slice(0, index), one, ...first.slice(index + 1)];
      for (const given of [first, second, first]) {
        const unpacked = gunzipSync(await compressor.compress(given));
        expect(unpacked.equals(Buffer.concat(given))).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
});

test("pieces that only look alike are told apart", async () => {
  const compressor = new PieceCompressor();
  const of = (letter: string): Uint8Array[] => [
    new TextEncoder().encode(`${"the same start ".repeat(8)}${letter}`),
  ];
  await compressor.compress(of("a"));

  expect(gunzipSync(await compressor.compress(of("b"))).toString()).toMatch(/b$/);
});
