import { type ChaosError, chaosTest } from "@informerlab/test";
import { expect, test } from "vitest";
import { copier, options, unpaused } from "./leader-election.ts";

test("a leader that was held up writes over what its successor did", async () => {
  const failing = chaosTest(copier("over whatever is there"), {
    ...options,
    troubles: ["pause", "crash", "slow-requests"],
    runs: 300,
  });
  const error = (await failing.catch((reason: unknown) => reason)) as ChaosError;

  expect(error).toMatchObject({
    name: "ChaosError",
    failure: { rule: "terms of the result never go back" },
  });
  expect(error.story.join("\n")).toMatch(/pause/);
}, 600_000);

test("a leader that gives the Lease up before its work is done writes when nobody leads", async () => {
  const failing = chaosTest(copier("fenced", "at once"), {
    ...unpaused,
    troubles: ["stop", "slow-requests"],
    runs: 300,
  });
  const error = (await failing.catch((reason: unknown) => reason)) as ChaosError;

  expect(error.name).toBe("ChaosError");
  expect(["never two leaders write", "who has lost the Lease stops"]).toContain(error.failure.rule);
}, 600_000);

test("fenced, both replicas survive everything", async () => {
  const report = await chaosTest(copier("fenced"), { ...options, runs: 60 });
  expect(report.sometimes["the lead changes hands"]).toBeGreaterThan(0);
}, 600_000);

test("not held up, only the leader writes, fenced or not", async () => {
  const report = await chaosTest(copier("over whatever is there"), { ...unpaused, runs: 60 });
  expect(report.struck["stop"]).toBeGreaterThan(0);
}, 600_000);
