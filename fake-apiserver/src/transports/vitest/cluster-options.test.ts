import { expect } from "vitest";
import { test } from "./cluster-test.ts";

test.override({
  clusterOptions: {
    objects: { apiVersion: "v1", kind: "Node", metadata: { name: "seeded" } },
    unusedFaults: "ignore",
  },
});

test("settings of a file reach the cluster of each test", ({ cluster }) => {
  expect(cluster.get("nodes/seeded")?.kind).toBe("Node");
});

test("unused faults can be allowed", ({ cluster }) => {
  cluster.faults.add({ on: { verb: "watch" }, do: { status: 500 } });

  expect(cluster.faults.list()).toMatchObject([{ hits: 0 }]);
});
