import { chaosTest } from "@informerlab/test";
import { countingController, options } from "../src/counting-controller.mjs";

test("writing with the version survives everything", async () => {
  const { struck } = await chaosTest(countingController("with its version"), options);

  expect(struck.crash).toBeGreaterThan(0);
});

test("writing without it loses what a user changed", async () => {
  await expect(chaosTest(countingController("without"), options)).rejects.toThrow(
    "a user's data is never put back",
  );
});
