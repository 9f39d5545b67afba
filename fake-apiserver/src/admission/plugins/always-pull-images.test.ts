import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { inTurn } from "../../testing/ask-in-turn.ts";

// As kube-apiserver v1.35.4 answers.
const pods = "/api/v1/namespaces/default/pods";
const admissionPlugins = { enable: ["AlwaysPullImages"] };
const strategic = "application/strategic-merge-patch+json";

test("volumes of images are pulled anew as containers are", () => {
  const { ask } = inTurn({ admissionPlugins });
  const volume = (name: string, image: object): object => ({ name, image });

  const { object } = ask("POST", pods, {
    metadata: { name: "a" },
    spec: {
      containers: [{ name: "c", image: "i", imagePullPolicy: "Never" }],
      volumes: [
        volume("v", { reference: "x:1" }),
        volume("w", { reference: "x:2", pullPolicy: "Never" }),
      ],
    },
  });

  expect(object["spec"]).toMatchObject({
    containers: [{ imagePullPolicy: "Always" }],
    volumes: [
      { name: "v", image: { reference: "x:1", pullPolicy: "Always" } },
      { name: "w", image: { reference: "x:2", pullPolicy: "Always" } },
    ],
  });
});

test("an update that brings a new image pulls it always, one that brings none is left as it is", () => {
  const { ask } = inTurn({ admissionPlugins });
  ask("POST", pods, { metadata: { name: "a" }, spec: { containers: [{ name: "c", image: "i" }] } });
  const change = (container: object) =>
    ask("PATCH", `${pods}/a`, { spec: { containers: [{ name: "c", ...container }] } }, strategic);

  expect(change({ image: "j", imagePullPolicy: "Never" })).toMatchObject({
    status: 200,
    object: { spec: { containers: [{ image: "j", imagePullPolicy: "Always" }] } },
  });
  expect(change({ imagePullPolicy: "Never" }).status).toBe(422);
});

// By its source: the plugin runs again after webhooks, and the webhook once more after it.
test("what a webhook makes of the policy at last is refused", () => {
  const cluster = createCluster({
    admissionPlugins,
    webhooks: {
      functions: {
        "never.example.com": () => ({
          allowed: true,
          patch: [{ op: "replace", path: "/spec/containers/0/imagePullPolicy", value: "Never" }],
        }),
      },
    },
  });
  cluster.create({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    metadata: { name: "never" },
    webhooks: [
      {
        name: "never.example.com",
        clientConfig: { url: "https://never.example.com" },
        rules: [
          { operations: ["CREATE"], apiGroups: [""], apiVersions: ["v1"], resources: ["pods"] },
        ],
        reinvocationPolicy: "IfNeeded",
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
      },
    ],
  } as KubernetesObject);
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "a", namespace: "default" },
    spec: { containers: [{ name: "c", image: "i" }] },
  };

  expect(() => cluster.create(pod)).toThrow(
    'pods "a" is forbidden: spec.containers[0].imagePullPolicy: Unsupported value: "Never": supported values: "Always"',
  );
});
