import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import type { ApiResponse } from "../../request/read/api-request.ts";

const definition = (rules: object) =>
  ({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "things.example.com" },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: { plural: "things", kind: "Thing" },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: "object",
              properties: {
                list: {
                  type: "array",
                  "x-kubernetes-list-type": "map",
                  "x-kubernetes-list-map-keys": ["k"],
                  items: {
                    type: "object",
                    required: ["k"],
                    properties: { k: { type: "string" }, n: { type: "integer" } },
                    ...rules,
                  },
                },
              },
            },
          },
        },
      ],
    },
  }) as KubernetesObject;

// As a real kube-apiserver 1.35.4 answers.
test.each([
  ["moves", [{ k: "b" }, { k: "q" }], 200, '299 - "list[1]: Invalid value: no q"'],
  ["stays", [{ k: "q" }, { k: "b", n: 1 }], 200, '299 - "list[0]: Invalid value: no q"'],
  ["changes", [{ k: "b" }, { k: "q", n: 1 }], 422, undefined],
])("an item that breaks a rule as it did before and %s", (_what, list, status, warning) => {
  const thing = { apiVersion: "example.com/v1", kind: "Thing" };
  const metadata = { name: "a", namespace: "default" };
  const cluster = createCluster({ objects: definition({}) });
  cluster.create({ ...thing, metadata, list: [{ k: "q" }, { k: "b" }] } as KubernetesObject);
  const rules = [{ rule: "self.k != 'q'", message: "no q" }];
  const [stored] = cluster.list("customresourcedefinitions.apiextensions.k8s.io");
  const judged = definition({ "x-kubernetes-validations": rules });
  cluster.update({ ...judged, metadata: { ...stored?.metadata } });

  const answers: ApiResponse[] = [];
  cluster.apiserver.handle(
    {
      method: "PATCH",
      path: "/apis/example.com/v1/namespaces/default/things/a",
      query: [],
      headers: { "content-type": "application/merge-patch+json" },
      client: "test",
      body: JSON.stringify({ list }),
    },
    (answer) => answers.push(answer),
  );

  expect(answers[0]?.status).toBe(status);
  expect([answers[0]?.headers["warning"]].flat()).toEqual([warning]);
});
