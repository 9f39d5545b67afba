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

test("what is not stored is not counted", () => {
  const reviews = "localsubjectaccessreviews.authorization.k8s.io";
  const nothing = { [`count/${reviews}`]: "0", "count/bindings": "0" };
  const { ask } = underQuota(nothing, nothing);
  const review = {
    metadata: { namespace: "default" },
    spec: { user: "x", resourceAttributes: { namespace: "default", verb: "get" } },
  };
  const path = "/apis/authorization.k8s.io/v1/namespaces/default/localsubjectaccessreviews";

  expect(ask("POST", path, review).status).toBe(201);
});

test("a claim counts in whole bytes, and what it was given where that is more: a status is never too much", () => {
  const { ask, used } = underQuota({ "requests.storage": "10" }, { "requests.storage": "0" });
  const volumes = "/api/v1/namespaces/default/persistentvolumeclaims";
  const volume = (name: string, storage: string): object => ({
    metadata: { name },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
  });

  expect(ask("POST", volumes, volume("a", "1500m")).status).toBe(201);
  expect(used()).toMatchObject({ used: { "requests.storage": "2" } });

  const given = { status: { allocatedResources: { storage: "20500m" } } };
  expect(ask("PATCH", `${volumes}/a/status`, given).status).toBe(200);
  expect(used()).toMatchObject({ used: { "requests.storage": "21" } });
  expect(ask("POST", volumes, volume("b", "1")).message).toBe(
    'persistentvolumeclaims "b" is forbidden: exceeded quota: q, requested: requests.storage=1, used: requests.storage=21, limited: requests.storage=10',
  );
});

test("implicit resources of device classes are asked of every pod", () => {
  const name = "requests.deviceclass.resource.kubernetes.io/gold";
  const { ask } = underQuota({ [name]: "3" }, {});
  const pod = { metadata: { name: "p" }, spec: { containers: [{ name: "c", image: "i" }] } };

  expect(ask("POST", "/api/v1/namespaces/default/pods", pod).message).toBe(
    `pods "p" is forbidden: status unknown for quota: q, resources: ${name}`,
  );
});
