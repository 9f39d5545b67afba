import { type ChaosError, chaosTest } from "@informerlab/test";
import { expect, test } from "vitest";
import { copier, options, unpaused } from "./leader-election.ts";

test("a leader that was held up writes over what its successor did", async () => {
  const failing = chaosTest(copier("over whatever is there"), { ...options, seed: 2, runs: 600 });
  const error = (await failing.catch((reason: unknown) => reason)) as ChaosError;

  expect(error).toMatchObject({
    name: "ChaosError",
    failure: { rule: "terms of the result never go back" },
  });
  expect(error.story.join("\n")).toMatch(/pause/);
}, 60_000);

test("a leader that gives the Lease up before its work is done writes when nobody leads", async () => {
  const failing = chaosTest(copier("fenced", "at once"), { ...unpaused, runs: 600 });
  const error = await failing.catch((reason: unknown) => reason);

  expect(error).toMatchObject({ name: "ChaosError" });
}, 60_000);

test("fenced, both replicas survive everything", async () => {
  const report = await chaosTest(copier("fenced"), { ...options, runs: 100 });
  expect(report.sometimes["the lead changes hands"]).toBeGreaterThan(0);
}, 60_000);

test("not held up, only the leader writes, fenced or not", async () => {
  const report = await chaosTest(copier("over whatever is there"), { ...unpaused, runs: 100 });
  expect(report.struck["stop"]).toBeGreaterThan(0);
}, 60_000);
