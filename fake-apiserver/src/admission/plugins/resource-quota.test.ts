import { expect, test } from "vitest";
import { inTurn } from "../../testing/ask-in-turn.ts";

// As kube-apiserver v1.35.4 answers.
const claims = "/apis/resource.k8s.io/v1/namespaces/default/resourceclaims";
const devices = "gold.deviceclass.resource.k8s.io/devices";

const claimOf = (name: string, ...requests: readonly object[]): object => ({
  metadata: { name },
  spec: { devices: { requests } },
});

function underQuota(hard: Readonly<Record<string, string>>, used: object) {
  const lab = inTurn();
  const quotas = "/api/v1/namespaces/default/resourcequotas";
  lab.ask("POST", quotas, { metadata: { name: "q" }, spec: { hard } });
  lab.ask("PATCH", `${quotas}/q/status`, { status: { hard, used } });
  return { ...lab, used: () => lab.ask("GET", `${quotas}/q`).object["status"] };
}

test("a claim counts the most devices of each class that it may get", () => {
  const { ask, used } = underQuota({ [devices]: "40" }, { [devices]: "0" });
  const gold = (more: object) => ({ deviceClassName: "gold", ...more });

  const choice = {
    name: "a",
    firstAvailable: [gold({ name: "x", count: 2 }), gold({ name: "y" })],
  };
  expect(ask("POST", claims, claimOf("a", choice)).status).toBe(201);
  expect(used()).toMatchObject({ used: { [devices]: "2" } });

  const all = { name: "b", exactly: gold({ allocationMode: "All" }) };
  expect(ask("POST", claims, claimOf("b", all, { ...all, name: "c" })).message).toBe(
    `resourceclaims.resource.k8s.io "b" is forbidden: exceeded quota: q, requested: ${devices}=64, used: ${devices}=2, limited: ${devices}=40`,
  );
  expect(ask("POST", claims, claimOf("b", all)).status).toBe(201);
  expect(used()).toMatchObject({ used: { [devices]: "34" } });
});

test("a quota that does not know how many devices are used lets no claim pass, nor a change of one", () => {
  const { ask } = underQuota({ [devices]: "40" }, {});
  const silver = { name: "a", exactly: { deviceClassName: "silver" } };

  expect(ask("POST", claims, claimOf("a", silver)).message).toBe(
    `resourceclaims.resource.k8s.io "a" is forbidden: status unknown for quota: q, resources: ${devices}`,
  );
});

test("events are not counted, whatever a quota says", () => {
  const { ask, used } = underQuota({ "count/events": "0" }, { "count/events": "0" });
  const event = {
    metadata: { name: "a" },
    involvedObject: { kind: "Pod", name: "p", namespace: "default" },
  };

  expect(ask("POST", "/api/v1/namespaces/default/events", event).status).toBe(201);
  expect(used()).toMatchObject({ used: { "count/events": "0" } });
});
