import { readFileSync } from "node:fs";
import { chaosTest } from "@informerlab/test";
import { expect, test } from "vitest";
import { countingController, options } from "../src/counting-controller.mjs";

test("writing with the version survives everything", async () => {
  const { struck } = await chaosTest(countingController("with its version"), options);

  expect(struck.crash).toBeGreaterThan(0);
});

test("writing without it loses what a user changed", async () => {
  const found = chaosTest(countingController("without"), options);

  await expect(found).rejects.toThrow("a user's data is never put back");
  // The plan that `npm run test:replay` runs is the one that is printed here.
  const yaml = readFileSync(new URL("../found.yaml", import.meta.url), "utf8");
  await expect(found).rejects.toMatchObject({ yaml });
});
