import { expect, test } from "vitest";
import { checkInvariants, violationsOf } from "../../invariants/judge.ts";
import { replayChaos } from "../chaos-test.ts";
import { nothingWrong, reconciling, users } from "../testing/config-map-controllers.ts";

test("queues of several processes have one name in the program, and each its own in the trace", async () => {
  const slow = reconciling((_key, { sleep }) => sleep(50));
  const both = ["one", "two"].map((name) => ({ ...slow, name }));
  const plan = `version: 1
processes: [one, two]
script:
  - {atMs: 10, do: create, object: {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}}}
`;

  const { trace } = await replayChaos(both, { users, invariants: [nothingWrong] }, plan);

  const queues = trace.records.flatMap(({ fact }) =>
    fact.kind === "reconcile.started" ? [fact.queue] : [],
  );
  expect(queues).toEqual(["one/maps", "two/maps"]);
  expect(violationsOf(checkInvariants(trace.records))).toEqual([]);
});
