import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { valueAt } from "../../../codec/json/plain-object.ts";
import { createCluster } from "../../../fake-apiserver.ts";
import type { ApiResponse } from "../../../request/read/api-request.ts";
import { inTurn } from "../../../testing/ask-in-turn.ts";

const own = "10.96.7.20";
const other = "10.96.7.77";

function service(spec: object): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "a", namespace: "default" },
    spec: { ports: [{ port: 80 }], ...spec },
  } as KubernetesObject;
}

/** What is stored of a service with an address when its type turns to ExternalName: its addresses then, or why not. */
function becomeName(addresses: object, clusterIP = own): unknown {
  const cluster = createCluster({ environment: new Simulation() });
  cluster.create(service({ clusterIP }));
  const name = { type: "ExternalName", externalName: "a.b", ...addresses };
  try {
    const changed = cluster.update(service(name));
    return [valueAt(changed, "spec", "clusterIP"), valueAt(changed, "spec", "clusterIPs")];
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

const refused =
  'Service "a" is invalid: spec.clusterIPs: Forbidden: may not be set for ExternalName services';

// As a real kube-apiserver 1.35.4 answers.
test.each([own, "None"])("a service with the address %s becomes a name", (address) => {
  const gone = [undefined, undefined];
  expect(becomeName({}, address)).toEqual(gone);
  expect(becomeName({ clusterIP: address }, address)).toEqual(gone);
  expect(becomeName({ clusterIP: address, clusterIPs: [address] }, address)).toEqual(gone);
  expect(becomeName({ clusterIP: other }, address)).toEqual([other, undefined]);
  expect(becomeName({ clusterIP: "bad" }, address)).toEqual(["bad", undefined]);
  expect(becomeName({ clusterIPs: [other] }, address)).toBe(refused);
  expect(becomeName({ clusterIP: other, clusterIPs: [other] }, address)).toBe(refused);
  expect(becomeName({ clusterIP: other, clusterIPs: [address] }, address)).toBe(refused);
});

test("the address of a name is nobody's until it is a service again", () => {
  const cluster = createCluster({ environment: new Simulation() });
  const name = { type: "ExternalName", externalName: "a.b", clusterIP: other };
  cluster.create(service({ clusterIP: "None" }));
  cluster.update(service(name));
  expect(() => cluster.update(service(name))).toThrow(refused);
  const answers: ApiResponse[] = [];
  const path = "/api/v1/namespaces/default/services/a";
  cluster.apiserver.handle(
    { method: "GET", path, query: [], headers: {}, client: "test" },
    (answer) => answers.push(answer),
  );
  expect(answers).toMatchObject([{ body: { value: { spec: { clusterIPs: [other] } } } }]);

  const again = cluster.update(service({ clusterIP: other }));

  expect(valueAt(again, "spec", "clusterIPs")).toEqual([other]);
  expect(
    cluster.list("ipaddresses.networking.k8s.io").map(({ metadata }) => metadata?.name),
  ).toContain(other);
});

test("a name that an update lets go is shown as it was stored", () => {
  const { ask } = inTurn();
  const path = "/api/v1/namespaces/default/services";
  const spec = { ports: [{ port: 80 }] };
  ask("POST", path, { metadata: { name: "a", finalizers: ["a.b/c"] }, spec });
  ask("PATCH", `${path}/a`, { spec: { type: "ExternalName", externalName: "a.b" } });
  ask("DELETE", `${path}/a`);

  const kept = ask("PATCH", `${path}/a`, { metadata: { labels: { x: "y" } } }).object["spec"];
  const gone = ask("PATCH", `${path}/a`, { metadata: { finalizers: null } }).object["spec"];

  expect(kept).not.toHaveProperty("internalTrafficPolicy");
  expect(gone).toHaveProperty("internalTrafficPolicy", "Cluster");
});
