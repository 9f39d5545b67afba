import { expect, test } from "vitest";
import { inTurn } from "../../../testing/ask-in-turn.ts";

// As kube-apiserver v1.35.4 answers.
const path = "/api/v1/namespaces/default/pods";
const affinity = {
  podAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "k" }],
  },
};

test("a pod is warned of when it is made, and no more", () => {
  const { ask } = inTurn();
  const spec = { containers: [{ name: "m", image: "i:1" }], affinity };

  expect(ask("POST", path, { metadata: { name: "a" }, spec }).warnings).toHaveLength(1);
  const containers = [{ name: "m", image: "i:2" }];
  expect(ask("PATCH", `${path}/a`, { spec: { containers } })).toMatchObject({
    status: 200,
    warnings: [],
  });
});

test("addresses in a status that are written as they should not be are warned of", () => {
  const { ask } = inTurn();
  ask("POST", path, {
    metadata: { name: "a" },
    spec: { containers: [{ name: "m", image: "i" }], nodeName: "n" },
  });

  const podIPs = [{ ip: "2001:DB8::1" }];
  const status = { podIP: "2001:DB8::1", podIPs };
  expect(ask("PATCH", `${path}/a/status`, { status }).warnings).toEqual([
    'status.podIPs[0].ip: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
  ]);
});

test("scheduling gates that are sent empty are no change that is told", () => {
  const { ask } = inTurn();
  ask("POST", path, { metadata: { name: "a" }, spec: { containers: [{ name: "m", image: "i" }] } });

  const spec = { terminationGracePeriodSeconds: 1, schedulingGates: [] };
  const { status, message } = ask("PATCH", `${path}/a`, { spec });

  expect(status).toBe(422);
  expect(message).not.toContain("SchedulingGates");
});
