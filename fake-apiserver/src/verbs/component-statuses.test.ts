import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";
import { createFetchHandler } from "../transports/fetch/fetch-handler.ts";

async function answerOf(path: string, init: RequestInit = {}): Promise<readonly [number, unknown]> {
  await using cluster = createCluster();
  const response = await createFetchHandler(cluster)(new URL(path, "https://cluster"), init);
  return [response.status, await response.json()];
}

test("the other components are asked at each read: nobody answers but the storage", async () => {
  const [, list] = await answerOf("/api/v1/componentstatuses");
  const [code, missing] = await answerOf("/api/v1/componentstatuses/none");

  expect(list).toMatchObject({
    kind: "ComponentStatusList",
    metadata: {},
    items: [
      { metadata: { name: "controller-manager" }, conditions: [{ status: "False" }] },
      { metadata: { name: "scheduler" }, conditions: [{ status: "False" }] },
      { metadata: { name: "etcd-0" }, conditions: [{ status: "True", message: "ok" }] },
    ],
  });
  expect([code, missing]).toMatchObject([404, { message: 'componentstatus "none" not found' }]);
});

test("a review is no row of a table", async () => {
  const [code, refusal] = await answerOf("/apis/authentication.k8s.io/v1/tokenreviews", {
    method: "POST",
    headers: {
      Accept: "application/json;as=Table;g=meta.k8s.io;v=v1",
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ spec: { token: "x" } }),
  });

  expect([code, refusal]).toMatchObject([406, { reason: "NotAcceptable" }]);
});
