import { expect, test } from "vitest";
import { inTurn } from "../../../testing/ask-in-turn.ts";

// As kube-apiserver v1.35.4 answers.
const path = "/apis/resource.k8s.io/v1/namespaces/default/resourceclaims";
const device = (name: string) => ({ driver: "d.x", pool: "p", device: name });
const allocationOf = (name: string, more: object = {}) => ({
  devices: { results: [{ request: "r", ...device(name), ...more }] },
});

function claimed() {
  const lab = inTurn();
  lab.ask("POST", path, {
    metadata: { name: "a", finalizers: ["a.b/c"] },
    spec: { devices: { requests: [{ name: "r", exactly: { deviceClassName: "gold" } }] } },
  });
  const tell = (status: object) => lab.ask("PATCH", `${path}/a/status`, { status });
  return { ...lab, tell };
}

test("what others use is allocated to whose namespace allows it", () => {
  const { ask, tell } = claimed();
  const status = { allocation: allocationOf("v", { adminAccess: true }) };

  expect(tell(status).message).toContain(
    "status.allocation.devices.results[0].adminAccess: Forbidden: admin access to devices requires the `resource.kubernetes.io/admin-access: true` label on the containing namespace",
  );
  const labels = { "resource.kubernetes.io/admin-access": "true" };
  ask("PATCH", "/api/v1/namespaces/default", { metadata: { labels } });
  expect(tell(status).status).toBe(200);
});

test("what is told of a device goes with it", () => {
  const { tell } = claimed();
  tell({ allocation: allocationOf("v"), devices: [device("v")] });

  const { object } = tell({ allocation: null });

  expect(object["status"]).toEqual({});
});

test("a claim that is to go gets no more users", () => {
  const { ask, tell } = claimed();
  const user = (uid: string) => ({ resource: "pods", name: "p", uid });
  tell({ allocation: allocationOf("v"), reservedFor: [user("1")] });
  ask("DELETE", `${path}/a`);

  expect(tell({ reservedFor: [user("1"), user("2")] }).message).toBe(
    'ResourceClaim.resource.k8s.io "a" is invalid: status.reservedFor: Forbidden: new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set',
  );
  expect(tell({ reservedFor: null }).status).toBe(200);
});
