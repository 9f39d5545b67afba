import assert from "node:assert/strict";
import { test } from "node:test";
import { chaosTest } from "@informerlab/test";
import { countingController, options } from "../src/counting-controller.mjs";

test("writing with the version survives everything", async () => {
  const { struck } = await chaosTest(countingController("with its version"), options);

  assert.ok(struck.crash > 0);
});

test("writing without it loses what a user changed", async () => {
  await assert.rejects(chaosTest(countingController("without"), options), {
    name: "ChaosError",
    message: /a user's data is never put back/,
  });
});
