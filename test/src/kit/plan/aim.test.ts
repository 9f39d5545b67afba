import { type KubernetesObject, seededRandom } from "@informerlab/core";
import { expect, test } from "vitest";
import type { ChaosOptions } from "../controller.ts";
import { configMap, nothingWrong, users } from "../testing/config-map-controllers.ts";
import { aimedPlan } from "./aim.ts";
import { chosenMoment, type Moment } from "./moments.ts";
import type { ChaosPlan, PlanOperation } from "./plan.ts";

const options: ChaosOptions = {
  users,
  accidents: [{ resource: "pods", do: "delete" }],
  invariants: [nothingWrong],
};
const write: Moment = {
  ...{ atMs: 41_000, verb: "update", resource: "configmaps", key: "default/a", process: "maps" },
  isTurn: false,
};

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

test("a process starts again behind what it wrote, from a list that does not stream, and somebody acts then", () => {
  const rows = aims([write], { troubles: ["crash", "stale-list"] }).filter((acts) =>
    acts.some((act) => act.do === "fault" && "stale" in act.fault.do),
  );

  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows)
    expect(row.map((act) => act.do).join(" ")).toMatch(
      /^fault fault crash (create|change|delete)( create)?$/,
    );
});

test("a fault that is aimed strikes writes of that kind: the write itself, held up while its process ends or somebody acts", () => {
  const create: Moment = { ...write, verb: "create", resource: "pods", key: "default/" };
  const rows = aims([create], { troubles: ["slow-requests", "crash", "stop"] });
  const held = rows.filter(([first]) => first?.do === "fault" && first.fault.life?.times === 1);

  expect(held.length).toBeGreaterThan(20);
  for (const [first] of held) {
    if (first?.do !== "fault") continue;
    expect(first.fault.on).toEqual({
      ...{ client: "maps*", verb: "create", resource: ["pods", "pods/*"] },
    });
    expect(first.atMs).toBeLessThan(create.atMs);
  }
  const follows = (of: readonly PlanOperation[][]) => new Set(of.map(([, next]) => next?.do));
  expect(follows(held)).toEqual(new Set(["stop", "create", "change", "delete"]));
  // An object that another life creates late nobody can guard against.
  const update = aims([write], { troubles: ["slow-requests", "crash", "stop"] });
  expect(follows(update)).toContain("crash");
});

test("one resource is refused for longer than a lease, and one is told of late while what it depends on changes twice", () => {
  const refused = aims([write], { troubles: ["verb-refused"] }).filter(
    ([first]) => first?.do === "fault" && (first.forMs ?? 0) > 15_000,
  );
  const late = aims([write], { troubles: ["slow-watch"] }).filter(
    ([first]) => first?.do === "fault",
  );

  expect(refused.length).toBeGreaterThan(20);
  expect(late.length).toBeGreaterThan(50);
  for (const [, ...acts] of late) expect(acts.length).toBeGreaterThanOrEqual(2);
});

test("in a third of the plans nothing comes after the aim, for what comes later mends what went wrong", () => {
  const later: PlanOperation = { id: "later", atMs: 90_000, do: "compact" };
  const kept = Array.from({ length: 200 }, (_, seed) => {
    const { script = [], ...plan } = planOf(seed);
    return aimedPlan({ ...plan, script: [...script, later] }, [write], options)?.script ?? [];
  }).filter((script) => script.some(({ id }) => id === "later"));

  expect(kept.length).toBeGreaterThan(100);
  expect(kept.length).toBeLessThan(160);
});

test("what is written seldom is aimed at as often as what is written all the time, and more often where the writer changes", () => {
  const renewals = Array.from(
    { length: 50 },
    (_, index): Moment => ({
      ...{ atMs: index * 1000, verb: "update", resource: "leases.coordination.k8s.io" },
      ...{ key: "default/lead", process: "maps", isTurn: index === 25 },
    }),
  );
  const chosen = Array.from({ length: 200 }, (_, seed) =>
    chosenMoment([...renewals, write], seededRandom(seed)),
  );

  expect(chosen.filter((moment) => moment === write).length).toBeGreaterThan(30);
  expect(chosen.filter((moment) => moment?.isTurn === true).length).toBeGreaterThan(80);
});

test("trouble that may not strike is none to aim with, and where nobody writes there is nothing to aim at", () => {
  const kinds = new Set(
    aims([write], { troubles: [] }).flatMap((acts) => acts.map((act) => act.do)),
  );

  expect([...kinds].filter((kind) => !["create", "change", "delete"].includes(kind))).toEqual([]);
  expect(aimedPlan(planOf(1), [], options)).toBeUndefined();
});
