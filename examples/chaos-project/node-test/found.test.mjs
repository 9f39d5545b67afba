import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { replayChaos } from "@informerlab/test";
import { countingController, options } from "../src/counting-controller.mjs";

const plan = await readFile(new URL("../found.yaml", import.meta.url), "utf8");

test("the plan that was found still breaks the wrong controller, and no longer the mended one", async () => {
  await assert.rejects(replayChaos(countingController("without"), options, plan), {
    name: "ChaosError",
  });
  await replayChaos(countingController("with its version"), options, plan);
});
