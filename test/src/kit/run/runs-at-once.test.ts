import { expect, test } from "vitest";
import { chaosTest, replayChaos } from "../chaos-test.ts";
import type { ControllerUnderTest } from "../controller.ts";
import { nothingWrong, users } from "../testing/config-map-controllers.ts";

const plan = "version: 1\nprocesses: [p]\nscript: []\n";
const options = { users, invariants: [nothingWrong] };

const starting = (start: ControllerUnderTest["start"]): ControllerUnderTest => ({
  name: "p",
  start,
});

test("of two runs at once each hears of its own rejections, and the host gets its doors back", async () => {
  const { setTimeout: before } = globalThis;
  const rejecting = starting(() => void Promise.reject(new Error("of the second")));

  const [right, wrong] = await Promise.allSettled([
    replayChaos(
      starting(() => {}),
      options,
      plan,
    ),
    replayChaos(rejecting, options, plan),
  ]);

  expect(right.status).toBe("fulfilled");
  expect(wrong.status === "rejected" && String(wrong.reason)).toContain("of the second");
  expect(globalThis.setTimeout).toBe(before);
});

test("a run that cannot be set up, or whose own end fails, leaves the host as it was", async () => {
  const { setTimeout: before } = globalThis;
  const objects = [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "Bad_Name" } }];
  const ended: string[] = [];
  const failing = starting(({ onEnd }) => {
    onEnd(() => {
      throw new Error("of the end");
    });
    onEnd(() => void ended.push("second"));
  });

  await expect(
    replayChaos(
      starting(() => {}),
      { ...options, objects },
      plan,
    ),
  ).rejects.toThrow("Bad_Name");
  await expect(replayChaos(failing, options, plan)).rejects.toThrow("of the end");

  expect(ended).toEqual(["second"]);
  expect(globalThis.setTimeout).toBe(before);
});

test("a function where data belongs is told as one", async () => {
  const wrong = (): void => {};

  await expect(
    chaosTest(
      starting(() => {}),
      { ...options, users: wrong } as unknown as Parameters<typeof chaosTest>[1],
    ),
  ).rejects.toThrow(/users: must be .*, found a function/);
});
