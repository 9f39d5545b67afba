import { expect, test } from "vitest";
import { createCluster } from "../../../fake-apiserver.ts";
import { drawFaults, loadPlan, toPlan } from "./chaos-plan.ts";

const seeds = Array.from({ length: 300 }, (_, index) => index + 1);

test.each(["mild", "rough"])("%s: a cluster takes whatever a seed draws", async (level) => {
  const plan = await loadPlan(level);
  await using cluster = createCluster();

  for (const seed of seeds) {
    const faults = drawFaults(plan, seed);
    expect(faults.length).toBeGreaterThan(0);
    expect(cluster.faults.plan(faults).map(({ id }) => id)).toEqual(faults.map(({ id }) => id));
  }
});

test.each(["mild", "rough"])(
  "%s: each fault is drawn by some seed, and left out by another",
  async (level) => {
    const plan = await loadPlan(level);
    const counts = new Map(plan.templates.map(({ id }) => [id, 0]));
    for (const seed of seeds) {
      for (const { id } of drawFaults(plan, seed)) counts.set(id, (counts.get(id) ?? 0) + 1);
    }

    for (const [id, count] of counts) {
      expect([id, count > 0, count < seeds.length]).toEqual([id, true, true]);
    }
  },
);

test("the same seed draws the same, and a plan without one fault draws the others as before", async () => {
  const plan = await loadPlan("rough");
  const smaller = { templates: plan.templates.filter(({ id }) => id !== "slow") };

  for (const seed of seeds.slice(0, 50)) {
    const drawn = drawFaults(plan, seed);
    expect(drawFaults(plan, seed)).toEqual(drawn);
    const others = drawn.filter(({ id }) => id !== "slow");
    if (others.length > 0) expect(drawFaults(smaller, seed)).toEqual(others);
  }
});

test("what was drawn is a plan that draws just that", async () => {
  const drawn = drawFaults(await loadPlan("rough"), 7);

  expect(drawFaults(toPlan(drawn, "drawn"), 99)).toEqual(drawn);
});

test("faults without names are called by what they do", () => {
  const plan = toPlan(
    [{ do: { status: 503 } }, { do: { status: 429 } }, { do: { restart: true } }],
    "x",
  );

  expect(plan.templates.map(({ id }) => id)).toEqual(["status-1", "status-2", "restart-1"]);
});

test.each<[unknown, RegExp]>([
  [null, /p\.yaml:1: a plan is a list of faults/],
  [{ faults: [] }, /has at least one/],
  [[7], /p\.yaml:1 \(faults\[0\]\): a fault must be an object, found 7/],
  [[{ chance: 2, do: { status: 503 } }], /chance must be above 0 and at most 1, found 2/],
  [[{ do: { status: { between: [1, 2] } } }], /\(faults\[0\]\): do\.status must be an HTTP status/],
  [[{ do: { status: { oneOf: [503, 200] } } }], /do\.status must be an HTTP status.*found 200/],
  [
    [
      { id: "a", do: { restart: true } },
      { id: "a", do: { status: 500 } },
    ],
    /\(faults\[1\]\): there is a fault named "a" already/,
  ],
  [[{ chance: 0.5 }], /a fault needs "do"/],
])("%j is refused with its place and what would be right", (value, message) => {
  expect(() => toPlan(value, "p.yaml:1")).toThrow(message);
});
