import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import type { ApiRequest } from "../../request/read/api-request.ts";
import { jsonOf, send } from "../../testing/send.ts";

// What a kube-apiserver v1.35.4 with the same PodSecurityConfiguration answers.

const pod = {
  metadata: { name: "a" },
  spec: { hostNetwork: true, containers: [{ name: "c", image: "i" }] },
};

function make(namespace: string, token: string, spec: object = {}) {
  const cluster = createCluster({
    environment: new Simulation(),
    tokens: ["admin", "ann"].map((name) => ({ token: name, name, groups: ["system:masters"] })),
    admissionPlugins: {
      podSecurity: {
        defaults: { enforce: "baseline", warn: "restricted" },
        exemptions: { usernames: ["ann"], namespaces: ["free"], runtimeClasses: ["loose"] },
      },
    },
    objects: [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "free" } },
      {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: {
          name: "own",
          labels: { "pod-security.kubernetes.io/enforce": "privileged" },
        },
      },
      {
        apiVersion: "node.k8s.io/v1",
        kind: "RuntimeClass",
        metadata: { name: "loose" },
        handler: "h",
      },
    ] as readonly KubernetesObject[],
  });
  const request: Partial<ApiRequest> = {
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ ...pod, spec: { ...pod.spec, ...spec } }),
  };
  return send(cluster, "POST", `/api/v1/namespaces/${namespace}/pods`, request);
}

test("what the configuration demands holds where a namespace says nothing", () => {
  expect(jsonOf(make("default", "admin"))).toMatchObject({
    code: 403,
    message:
      'pods "a" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)',
  });
  const allowed = make("own", "admin");
  expect([allowed.status, allowed.headers["warning"]]).toMatchObject([
    201,
    [expect.stringContaining('would violate PodSecurity \\"restricted:latest\\"')],
  ]);
});

test.for([
  ["namespace", "free", "admin", {}],
  ["user", "default", "ann", {}],
  ["runtime class", "default", "admin", { runtimeClassName: "loose" }],
] as const)("nobody looks at pods of an exempt %s", ([, namespace, token, spec]) => {
  const answer = make(namespace, token, spec);

  expect([answer.status, answer.headers["warning"]]).toEqual([201, undefined]);
});

test("containers with hosts of their own are named in order, and what they say as it stands there", () => {
  const named = (name: string, host: string) => ({
    name,
    image: "i",
    livenessProbe: { httpGet: { port: 80, host } },
  });
  const spec = { hostNetwork: false, containers: [named("z", 'x"y'), named("a", "b")] };

  expect(jsonOf(make("default", "admin", spec))).toMatchObject({
    code: 403,
    message:
      'pods "a" is forbidden: violates PodSecurity "baseline:latest": probe or lifecycle host (containers "a", "z" use probe or lifecycle hosts "b", "x"y")',
  });
});
