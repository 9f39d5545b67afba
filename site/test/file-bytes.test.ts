import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bytesOf } from "../src/browser/file-bytes.ts";

// Hard to compress, so that a half of the file is about a half of the lines.
const text = Array.from({ length: 20_000 }, (_, index) =>
  JSON.stringify({ seq: index, what: Math.imul(index, 2_654_435_761).toString(36) }),
).join("\n");
const zipped = Uint8Array.from(gzipSync(text));
const read = async (bytes: Uint8Array<ArrayBuffer>, bytesMax = 10_000_000) => {
  const { bytes: got, ...others } = await bytesOf(new Blob([bytes]), bytesMax);
  return { text: new TextDecoder().decode(got), ...others };
};

test("a file is read as it is, a compressed one unpacked", async () => {
  const whole = { text, isBroken: false, isTooLarge: false };
  expect(await read(new TextEncoder().encode(text))).toEqual(whole);
  expect(await read(zipped)).toEqual(whole);
});

test("of a compressed file that was cut off, what came before is there", async () => {
  const got = await read(zipped.subarray(0, zipped.length / 2));
  expect(got).toMatchObject({ isBroken: true, isTooLarge: false });
  expect(text.startsWith(got.text)).toBe(true);
  expect(got.text.length).toBeGreaterThan(text.length / 3);
});

test("of a compressed file that is broken from its head nothing is there", async () => {
  const broken = Uint8Array.from([0x1f, 0x8b, 1, 2, 3, 4]);
  expect(await read(broken)).toEqual({ text: "", isBroken: true, isTooLarge: false });
});

test("the limit holds for what is unpacked", async () => {
  const tooLarge = { text: "", isBroken: false, isTooLarge: true };
  expect(await read(zipped, zipped.length - 1)).toEqual(tooLarge);
  expect(await read(zipped, text.length - 1)).toEqual(tooLarge);
  expect((await read(zipped, text.length)).isTooLarge).toBe(false);
});
