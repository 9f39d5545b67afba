import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import type { ApiResponse } from "../../request/read/api-request.ts";

function configuration(failurePolicy: string, timeoutSeconds: number): KubernetesObject {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: { name: "test" },
    webhooks: [
      {
        name: "test.example.com",
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
        clientConfig: { url: "https://hooks.example.com/check" },
        failurePolicy,
        timeoutSeconds,
        rules: [
          {
            apiGroups: [""],
            apiVersions: ["v1"],
            operations: ["CREATE"],
            resources: ["configmaps"],
          },
        ],
      },
    ],
  } as KubernetesObject;
}

/** What a create is answered whose webhook says nothing in the time that it has. */
async function answerTo(
  failurePolicy: string,
  timeoutSeconds: number,
  timeout: string,
): Promise<ApiResponse> {
  const cluster = createCluster({
    objects: configuration(failurePolicy, timeoutSeconds),
    webhooks: {
      client: {
        send(_call, done) {
          queueMicrotask(() => done({ kind: "no-answer", message: "context deadline exceeded" }));
          return () => undefined;
        },
      },
    },
  });
  return new Promise((resolve) => {
    cluster.apiserver.handle(
      {
        method: "POST",
        path: "/api/v1/namespaces/default/configmaps",
        query: [["timeout", timeout]],
        headers: { "content-type": "application/json" },
        client: "test",
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } } as KubernetesObject,
      },
      resolve,
    );
  });
}

// As a real kube-apiserver 1.35.4 answers.
test.each(["Fail", "Ignore"])(
  "a request whose time is over with that of its webhook is told so, in plain text: %s",
  async (failurePolicy) => {
    const { status, headers, body } = await answerTo(failurePolicy, 10, "2s");
    expect(status).toBe(504);
    expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(body).toEqual({
      kind: "text",
      text: '{"metadata":{},"status":"Failure","message":"Timeout: request did not complete within the allotted timeout","reason":"Timeout","details":{},"code":504}\n',
    });
  },
);

test("a request that has time left goes by what its webhook says of failures", async () => {
  expect((await answerTo("Fail", 1, "2s")).status).toBe(500);
  expect((await answerTo("Ignore", 1, "2s")).status).toBe(201);
});
