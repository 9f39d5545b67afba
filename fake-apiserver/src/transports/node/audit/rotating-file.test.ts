import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { RotatingFile } from "./rotating-file.ts";

const folder = mkdtempSync(join(tmpdir(), "fake-apiserver-audit-"));
afterAll(() => rmSync(folder, { recursive: true }));

const start = Date.UTC(2026, 10, 30, 9, 0, 0, 1);
const dayMs = 24 * 3600 * 1000;

test("is put aside before it grows too large, and the newest of those stay", async () => {
  let now = start;
  const path = join(folder, "newest", "audit.log");
  const rotation = { bytesMax: 10, filesMax: 2, ageMsMax: 0, isCompressed: false };
  const file = new RotatingFile(path, rotation, () => now);

  for (const text of ["one1\n", "two2\n", "three\n", "four4\n", "five5\n", "six66\n"]) {
    file.write(text);
    now += 1000;
  }
  await file.close();

  expect(readdirSync(join(folder, "newest")).sort()).toEqual([
    "audit-2026-11-30T09-00-04.001.log",
    "audit-2026-11-30T09-00-05.001.log",
    "audit.log",
  ]);
  expect(readFileSync(path, "utf8")).toBe("six66\n");
});

test("old ones go, and others are compressed where that is wanted", async () => {
  let now = start;
  const path = join(folder, "old", "audit.log");
  const rotation = { bytesMax: 5, filesMax: 0, ageMsMax: dayMs, isCompressed: true };
  const file = new RotatingFile(path, rotation, () => now);

  for (const text of ["one1\n", "two2\n", "thr3\n"]) {
    file.write(text);
    now += dayMs;
  }
  await file.close();

  const aside = "audit-2026-12-02T09-00-00.001.log.gz";
  expect(readdirSync(join(folder, "old")).sort()).toEqual([aside, "audit.log"]);
  expect(gunzipSync(readFileSync(join(folder, "old", aside))).toString()).toBe("two2\n");
});

test("what was there is kept", async () => {
  const path = join(folder, "kept.log");
  const rotation = { bytesMax: 100, filesMax: 0, ageMsMax: 0, isCompressed: false };
  for (const text of ["one\n", "two\n"]) {
    const file = new RotatingFile(path, rotation, () => start);
    file.write(text);
    await file.close();
  }

  expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
});
