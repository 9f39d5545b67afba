import { chaosTest } from "@informerlab/test";
import { expect, test } from "vitest";
import { copier, options } from "./leader-election.ts";

test("a leader that was held up writes over what its successor did", async () => {
  const failing = chaosTest(copier("over whatever is there"), { ...options, seed: 2, runs: 600 });
  const error = await failing.catch((reason: unknown) => reason);

  expect(error).toMatchObject({
    name: "ChaosError",
    failure: { rule: "terms of the result never go back" },
  });
}, 60_000);

test("fenced, both replicas survive everything", async () => {
  const report = await chaosTest(copier("fenced"), { ...options, runs: 100 });
  expect(report.sometimes["another replica takes over"]).toBeGreaterThan(0);
}, 60_000);
