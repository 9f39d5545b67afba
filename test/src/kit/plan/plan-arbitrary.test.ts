import fc from "fast-check";
import { expect, test } from "vitest";
import { chaosTest } from "../chaos-test.ts";
import { always, eventually } from "../rules/rules.ts";
import { runPlan } from "../run/run-plan.ts";
import {
  configMap,
  configMaps,
  nothingWrong,
  reconciling,
  users,
} from "../testing/config-map-controllers.ts";
import { planArbitrary } from "./plan-arbitrary.ts";

const idle = reconciling(() => undefined);

test("nearly all that users of a plan do happens: they create what is not there, and change what is", async () => {
  const options = { users, troubles: [], invariants: [nothingWrong] };
  let [planned, done] = [0, 0];
  for (const plan of fc.sample(planArbitrary(options, ["maps"]), { numRuns: 60, seed: 1 })) {
    planned += plan.script?.length ?? 0;
    const { commits } = await runPlan([idle], options, plan);
    done += commits.filter(({ by }) => by === "user").length;
  }

  expect(planned).toBeGreaterThan(300);
  expect(done / planned).toBeGreaterThan(0.7);
});

test("half of what happens follows closely upon something else, while the controller is busy with it", () => {
  const gaps = fc
    .sample(planArbitrary({ users, invariants: [nothingWrong] }, ["maps"]), {
      numRuns: 100,
      seed: 1,
    })
    .flatMap(({ script = [], network }) =>
      script.slice(1).map(({ atMs }, index) => {
        const gapMs = atMs - (script[index]?.atMs ?? 0);
        return gapMs / (network?.latencyMs ?? 1);
      }),
    );
  const close = gaps.filter((ways) => ways <= 10).length;

  expect(close / gaps.length).toBeGreaterThan(0.4);
});

test("operations that draw the same number have names of their own", () => {
  // What fast-check draws with a bias for small numbers.
  const biased = planArbitrary({ users, invariants: [nothingWrong] }, ["maps"]);
  for (const { script = [] } of fc.sample(biased, { numRuns: 300, seed: 1 }))
    expect(new Set(script.map(({ id }) => id)).size).toBe(script.length);
});

test("objects that are there from the start are enough, without any user", async () => {
  const report = await chaosTest(idle, {
    objects: [{ ...configMap("1"), metadata: { namespace: "default", name: "a" } }],
    invariants: [
      always("it is there", ({ get }) => get(configMaps, "default/a") !== undefined),
      eventually("it stays", ({ list }) => list(configMaps).length === 1),
    ],
    troubles: ["clocks-apart"],
    runs: 10,
  });

  expect(report.runs).toBe(10);
});
