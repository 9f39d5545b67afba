import { runScenario, type Scenario, toScenario } from "@informerlab/test";
import { lessonScenarios } from "@informerlab/test/lessons";
import { DistanceToTruth, sumOf, TraceLog, totalOf } from "@informerlab/visualizer";
import { expect, test } from "vitest";

test("a node deleted unseen is a ghost until the relist, and the relist ends it", () => {
  const gone = lessonScenarios().find(({ id }) => id === "gone");
  if (gone === undefined) throw new Error("no such lesson");
  const log = new TraceLog(runScenario(gone, { judge: false }).trace);
  const distance = new DistanceToTruth(log, "nodes");
  const { wrongMs, most } = sumOf(distance, log);
  expect(distance.syncedAt).toBeGreaterThan(0);
  expect(distance.changes.some(({ old, ghosts, missing }) => old + ghosts + missing > 0)).toBe(
    true,
  );
  expect(wrongMs).toBeGreaterThan(0);
  expect(most).toBeGreaterThan(0);
  expect(totalOf(distance.at(log.length))).toBe(0);
});

test("objects that were not asked for are not missing", () => {
  const scenario: Scenario = toScenario(
    {
      version: 1,
      seed: 1,
      objects: [
        { resource: "pods", namespace: "a", name: "wanted", labels: { app: "web" } },
        { resource: "pods", namespace: "a", name: "unlabelled" },
        { resource: "pods", namespace: "b", name: "elsewhere", labels: { app: "web" } },
      ],
      informers: [{ resource: "pods", namespace: "a", labelSelector: "app=web" }],
      script: [
        {
          do: "label",
          atMs: 500,
          resource: "pods",
          namespace: "a",
          name: "wanted",
          labels: { app: null },
        },
      ],
    },
    "test",
  );
  const log = new TraceLog(runScenario(scenario, { judge: false }).trace);
  const distance = new DistanceToTruth(log, "pods");
  expect(distance.changes.map(totalOf).reduce((a, b) => Math.max(a, b))).toBe(1);
  expect(distance.changes.some(({ ghosts }) => ghosts === 1)).toBe(true);
  expect(totalOf(distance.at(log.length))).toBe(0);
});
