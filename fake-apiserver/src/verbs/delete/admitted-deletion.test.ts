import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { send } from "../../testing/send.ts";

/** The options of deletions as a webhook is told of them. */
function optionsTold(target: string, body: object | undefined): readonly object[] {
  const told: object[] = [];
  const cluster = createCluster({
    webhooks: {
      functions: {
        "all.example.com": ({ request }) => {
          told.push(request["options"] as object);
          return { allowed: true };
        },
      },
    },
  });
  for (const name of ["a", "b"]) {
    cluster.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: "default" },
      spec: {
        containers: [{ name: "a", image: "a" }],
        ...(name === "b" ? { nodeName: "n", terminationGracePeriodSeconds: 7 } : {}),
      },
    });
  }
  cluster.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "a", namespace: "default" },
  });
  cluster.create({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: { name: "all" },
    webhooks: [
      {
        name: "all.example.com",
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
        clientConfig: { url: "https://hooks.example.com/" },
        rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["DELETE"], resources: ["*"] }],
      },
    ],
  });
  send(cluster, "DELETE", `/api/v1/namespaces/default/${target}`, {
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return told;
}

const type = { kind: "DeleteOptions", apiVersion: "meta.k8s.io/v1" };
const fromKubectl = { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy: "Background" };

// As a real kube-apiserver 1.35.4 tells a policy; of 240 requests, bodies, queries and subresources all are alike.
test.each<[string, string, object | undefined, readonly object[]]>([
  ["nothing", "configmaps/a", undefined, [type]],
  [
    "what kubectl sends",
    "configmaps/a",
    fromKubectl,
    [{ ...type, propagationPolicy: "Background" }],
  ],
  [
    "a negative period",
    "configmaps/a",
    { gracePeriodSeconds: -3 },
    [{ ...type, gracePeriodSeconds: 1 }],
  ],
  [
    "a pod that nobody runs",
    "pods/a",
    { gracePeriodSeconds: 3 },
    [{ ...type, gracePeriodSeconds: 0 }],
  ],
  ["a pod with a period of its own", "pods/b", undefined, [{ ...type, gracePeriodSeconds: 7 }]],
  [
    "all pods",
    "pods",
    { gracePeriodSeconds: -3 },
    [
      { ...type, gracePeriodSeconds: -3 },
      { ...type, gracePeriodSeconds: -3 },
    ],
  ],
])(
  "of a deletion of %s plugins hear the options in one form, with the period",
  (_, target, body, told) => {
    expect(optionsTold(target, body)).toEqual(told);
  },
);
