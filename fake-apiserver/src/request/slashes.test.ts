import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";
import { send } from "../testing/send.ts";

function cluster() {
  const made = createCluster();
  made.create({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "zs.z.io" },
    spec: {
      group: "z.io",
      scope: "Namespaced",
      names: { plural: "zs", kind: "Z" },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: { type: "object" } },
        },
      ],
    },
  });
  made.create({ apiVersion: "z.io/v1", kind: "Z", metadata: { name: "a", namespace: "default" } });
  return made;
}

const page = "text/plain; charset=utf-8";
const here = "/apis/z.io/v1/namespaces/default/zs";

// As a real kube-apiserver 1.35.4 answers; of 225 requests by 75 such paths and 3 methods all are alike.
test.each([
  ["GET", "/apis//", 404, page],
  ["GET", "/apis/", 200, "application/json"],
  ["POST", "/apis/apps/", 200, "application/json"],
  ["POST", "/apis/apps//", 405, "application/json"],
  ["GET", "/apis/apps//", 200, "application/json"],
  ["POST", "/apis/z.io//", 200, "application/json"],
  ["POST", "/apis/apiregistration.k8s.io", 405, "application/json"],
  ["GET", "/apis//v1/nodes", 404, page],
  ["GET", "/api/v1/namespaces/default//configmaps", 404, "application/json"],
  ["GET", `${here}//`, 200, "application/json"],
  ["GET", `${here}//a`, 404, "application/json"],
  ["GET", `${here}/a//status`, 200, "application/json"],
  ["GET", `${here}/a///status`, 200, "application/json"],
  ["DELETE", `${here}/a//status`, 200, "application/json"],
])("%s %s is answered with %i as %s", (method, path, status, type) => {
  const answer = send(cluster(), method, path, {});
  expect([answer.status, answer.headers["content-type"]]).toEqual([status, type]);
});
