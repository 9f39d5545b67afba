import { expect, test } from "vitest";
import type { Scenario } from "../scenario/scenario.ts";
import { pointOfNoReturn } from "./point-of-no-return.ts";

const nodes = { resource: "nodes", queue: "delta" } as const;

/** A worker takes n1 while its update waits in the informer's queue; the key that comes meanwhile is dropped. */
const dropped: Scenario = {
  version: 1,
  seed: 1,
  informers: [{ ...nodes, handlers: [{ name: "a", enqueuesTo: "work" }] }],
  queues: [{ name: "work", informer: "nodes", durationMs: 30 }],
  planted: "dirty-dropped-while-processing",
  script: [
    { atMs: 0, do: "create", resource: "nodes", name: "n1" },
    { atMs: 1000, do: "update", resource: "nodes", name: "n1" },
    { atMs: 1010, do: "update", resource: "nodes", name: "n1" },
  ],
};

test("a lost key is lost for good from the fact after which no order of the rest saves it", () => {
  const point = pointOfNoReturn(dropped, "E1");

  expect(point).toMatchObject({ atMs: 1010, tried: 12 });
  expect(point?.escapesBefore).toBeGreaterThan(0);
});

test("what breaks in every order is inevitable from the first fact on", () => {
  const point = pointOfNoReturn(
    {
      version: 1,
      informers: [{ ...nodes, handlers: [{ name: "a" }] }],
      planted: "handler-before-store",
      script: [{ atMs: 0, do: "create", resource: "nodes", name: "n1" }],
    },
    "N2",
  );

  expect(point?.record.seq).toBe(1);
  expect(point).not.toHaveProperty("escapesBefore");
});

test("a rule that holds has no such point", () => {
  const { planted: _, ...sound } = dropped;

  expect(pointOfNoReturn(sound, "E1")).toBeUndefined();
});
