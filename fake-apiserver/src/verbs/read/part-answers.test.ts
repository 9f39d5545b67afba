import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { jsonOf, send } from "../../testing/send.ts";

// What the real server of 1.35 answered to the same.

const json = { "content-type": "application/json" };
const merge = { "content-type": "application/merge-patch+json" };
const table = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
const configMaps = "/api/v1/namespaces/default/configmaps";

interface Said {
  readonly message: string;
}

interface Rows {
  readonly rows: readonly {
    readonly cells: readonly unknown[];
    readonly object: { readonly metadata: { readonly annotations?: object } };
  }[];
}

const newCluster = (): ReturnType<typeof createCluster> =>
  createCluster({ environment: new Simulation() });

function made(target: string, body: object): ReturnType<typeof createCluster> {
  const cluster = newCluster();
  const { status } = send(cluster, "POST", target, { headers: json, body: JSON.stringify(body) });
  expect(status).toBe(201);
  return cluster;
}

test("what stands beside rows is asked for once there are rows", () => {
  const cluster = made(configMaps, { metadata: { name: "a" } });
  const asked = (name: string): Said =>
    jsonOf<Said>(
      send(cluster, "GET", `${configMaps}/${name}?includeObject=Odd`, { headers: table }),
    );

  expect(asked("b").message).toBe('configmaps "b" not found');
  expect(asked("a").message).toBe(
    `Unable to convert to Table as requested: includeObject: Invalid value: "Odd": must be 'Metadata', 'Object', 'None', or empty`,
  );
});

test("an autoscaler of version 1 is printed from all its metrics, and its metadata alone do not hold them", () => {
  const path = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
  const metric = { type: "Pods", pods: { metricName: "hits", targetAverageValue: "10" } };
  const cluster = made(path, {
    metadata: {
      name: "a",
      annotations: { "autoscaling.alpha.kubernetes.io/metrics": JSON.stringify([metric]) },
    },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "a" },
      maxReplicas: 3,
      targetCPUUtilizationPercentage: 50,
    },
  });

  const { rows } = jsonOf<Rows>(send(cluster, "GET", `${path}/a`, { headers: table }));

  expect(rows[0]?.cells[2]).toBe("<unknown>/10, cpu: <unknown>/50%");
  expect(rows[0]?.object.metadata.annotations).toBeUndefined();
});

test("an escaped slash in a path parts what it stands in", () => {
  const { message } = jsonOf<Said>(send(newCluster(), "GET", `${configMaps}/a%2Fb`));

  expect(message).toBe("the server could not find the requested resource");
});

test("nothing is approved, and no certificate is changed, by a write of the status", () => {
  const path = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
  const cluster = made(path, {
    metadata: { name: "a" },
    spec: { request: signingRequest, signerName: "example.org/own", usages: ["client auth"] },
  });
  const written = (part: string, status: object): Said =>
    jsonOf<Said>(
      send(cluster, "PATCH", `${path}/a/${part}`, {
        headers: merge,
        body: JSON.stringify({ status }),
      }),
    );
  const approved = [{ type: "Approved", status: "True", reason: "r", message: "m" }];

  expect(written("status", { conditions: approved }).message).toContain(
    'status.conditions: Forbidden: updates may not add a condition of type "Approved"',
  );
  expect(written("approval", { conditions: approved }).message).toBeUndefined();
  expect(written("approval", { conditions: [] }).message).toContain(
    'status.conditions: Forbidden: updates may not remove a condition of type "Approved"',
  );
});

test("who owns fields in a version that the group does not serve is forgotten", () => {
  const cluster = made(configMaps, { metadata: { name: "a" }, data: { a: "b" } });
  const owner = (manager: string, apiVersion: string): object => ({
    ...{ manager, operation: "Update", apiVersion, fieldsType: "FieldsV1" },
    fieldsV1: { "f:data": { "f:a": {} } },
  });
  const managedFields = [owner("now", "v1"), owner("then", "v0"), owner("else", "apps/v1")];
  const body = JSON.stringify({ metadata: { managedFields } });

  const { metadata } = jsonOf<{ metadata: { managedFields: { manager: string }[] } }>(
    send(cluster, "PATCH", `${configMaps}/a`, { headers: merge, body }),
  );

  expect(metadata.managedFields.map(({ manager }) => manager)).toEqual(["now"]);
});

test("a claim tells only of devices that it was given", () => {
  const path = "/apis/resource.k8s.io/v1/namespaces/default/resourceclaims";
  const cluster = made(path, {
    metadata: { name: "a" },
    spec: { devices: { requests: [{ name: "r", exactly: { deviceClassName: "c" } }] } },
  });
  const status = { devices: [{ driver: "d.example.org", pool: "p", device: "x" }] };

  const { message } = jsonOf<Said>(
    send(cluster, "PATCH", `${path}/a/status`, {
      headers: merge,
      body: JSON.stringify({ status }),
    }),
  );

  expect(message).toBe(
    'ResourceClaim.resource.k8s.io "a" is invalid: status.devices[0]: Invalid value: {"Driver":"d.example.org","Pool":"p","Device":"x","ShareID":""}: must be an allocated device in the claim',
  );
});

test("the finalizers of a namespace have names through their own door, too", () => {
  const cluster = newCluster();
  const body = JSON.stringify({ metadata: { name: "default" }, spec: { finalizers: ["x"] } });

  const { message } = jsonOf<Said>(
    send(cluster, "PUT", "/api/v1/namespaces/default/finalize", { headers: json, body }),
  );

  expect(message).toContain(
    'spec.finalizers[0]: Invalid value: "x": name is neither a standard finalizer name nor is it fully qualified',
  );
});

/** Of Jane, in her group. */
const signingRequest =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIWE1IOENBUUF3SFRFTU1Bb0dBMVVFQ2d3RFpHVjJNUTB3Q3dZRFZRUUREQVJxWVc1bE1Ga3dFd1lIS29aSQp6ajBDQVFZSUtvWkl6ajBEQVFjRFFnQUVPNC9PNXN5WnQrRTZUczFKOVRSR0dIOWRWK25GTVZvWlNibXEwL0NjCndlZUZUQmhmTnV1T00xOGY3eWIzQ08wOGZjMGplY2xFWFBoRG1acUNNL0tvRGFBQU1Bb0dDQ3FHU000OUJBTUMKQTBnQU1FVUNJR0pNTTZVMVNubERDVjVnRUNFNUNqa295Nk83NWlFME1wbWJEcUo0ZC9SZkFpRUE4NnlKcU5CeQorMVBTTGhrWXJxRzBqb0JWRXdmOXBrSVlkWUtKMERMN1ArOD0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==";
