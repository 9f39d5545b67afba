import { expect, test } from "vitest";
import { createCluster } from "../../../fake-apiserver.ts";
import type { ApiResponse } from "../../../request/read/api-request.ts";

// As a real kube-apiserver 1.35.4 answers.
test.each([
  [{ rules: [] }, "[]"],
  [{}, "null"],
])("an Ingress with %j is refused, with its rules as they were sent", (spec, shown) => {
  const answers: ApiResponse[] = [];
  createCluster().apiserver.handle(
    {
      method: "POST",
      path: "/apis/networking.k8s.io/v1/namespaces/default/ingresses",
      query: [],
      headers: { "content-type": "application/json" },
      client: "test",
      body: JSON.stringify({ metadata: { name: "a" }, spec }),
    },
    (answer) => answers.push(answer),
  );
  expect(answers).toMatchObject([
    {
      status: 422,
      body: {
        value: {
          message: `Ingress.networking.k8s.io "a" is invalid: spec: Invalid value: ${shown}: either \`defaultBackend\` or \`rules\` must be specified`,
        },
      },
    },
  ]);
});
