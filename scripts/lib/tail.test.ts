import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { tailOf } from "./tail.ts";

test("of a log its last lines are told, and nothing where nothing was written", () => {
  const folder = mkdtempSync(join(tmpdir(), "tail-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = join(folder, "step.log");

  expect(tailOf(log, 2)).toBe("");

  writeFileSync(log, "a\nb\nc\n");
  expect(tailOf(log, 2)).toBe("… 1 earlier lines in step.log\nb\nc");
});
