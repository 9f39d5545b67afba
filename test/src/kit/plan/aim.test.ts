import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import type { ChaosOptions } from "../controller.ts";
import { configMap, nothingWrong, users } from "../testing/config-map-controllers.ts";
import { aimedPlan, type Moment } from "./aim.ts";
import type { ChaosPlan, PlanOperation } from "./plan.ts";

const options: ChaosOptions = {
  users,
  accidents: [{ resource: "pods", do: "delete" }],
  invariants: [nothingWrong],
};
const write: Moment = { atMs: 41_000, resource: "configmaps", key: "default/a", process: "maps" };

function planOf(seed: number): ChaosPlan {
  const create: PlanOperation = {
    ...{ id: "first-1", atMs: 0, do: "create" },
    object: configMap("1") as KubernetesObject,
  };
  return { version: 1, processes: ["maps"], seed, network: { latencyMs: 20 }, script: [create] };
}

/** What is done beside the plan, for many plans. */
function aims(moments: readonly Moment[], more: Partial<ChaosOptions> = {}): PlanOperation[][] {
  return Array.from({ length: 200 }, (_, seed) => {
    const { script = [] } = aimedPlan(planOf(seed), moments, { ...options, ...more }) ?? {};
    return script.filter(({ id = "" }) => id.startsWith("aimed"));
  });
}

test("somebody acts while a write is on its way, most often upon the very object", () => {
  const upon = aims([write], { troubles: [] }).flat();
  const own = upon.filter((act) => "name" in act && act.name === "a");

  for (const { atMs } of upon) expect(Math.abs(atMs - write.atMs)).toBeLessThanOrEqual(21);
  expect(upon.length).toBeGreaterThan(150);
  expect(own.length / upon.length).toBeGreaterThan(0.3);
  expect(new Set(upon.map((act) => act.do))).toEqual(new Set(["create", "change", "delete"]));
});

test("a name is used again at once, and somebody else's finalizer holds a deletion", () => {
  const rows = aims([write]).map((acts) => acts.map((act) => act.do).join(" "));

  expect(rows).toContain("delete create");
  expect(rows).toContain("mark delete");
});

test("while nobody watches a resource its objects go, many at once", () => {
  const gaps = aims([write], { troubles: ["watch-expired"] }).filter(
    ([first]) => first?.do === "expire-watches",
  );

  expect(gaps.length).toBeGreaterThan(10);
  expect(gaps.some((acts) => acts.filter((act) => act.do === "delete").length > 3)).toBe(true);
  for (const [first, second] of gaps)
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeLessThanOrEqual(600);
});

test("a process starts again behind what it wrote", () => {
  const rows = aims([write], { troubles: ["crash", "stale-list"] });

  expect(
    rows.some(
      ([first, second]) =>
        first?.do === "fault" && "stale" in first.fault.do && second?.do === "crash",
    ),
  ).toBe(true);
});

test("trouble that may not strike is none to aim with, and where nobody writes there is nothing to aim at", () => {
  const kinds = new Set(
    aims([write], { troubles: [] }).flatMap((acts) => acts.map((act) => act.do)),
  );

  expect([...kinds].filter((kind) => !["create", "change", "delete"].includes(kind))).toEqual([]);
  expect(aimedPlan(planOf(1), [], options)).toBeUndefined();
});
