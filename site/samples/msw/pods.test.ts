import { createCluster } from "@informerlab/fake-apiserver";
import { mswHandlers } from "@informerlab/fake-apiserver/msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, expect, test } from "vitest";

const cluster = createCluster();
const server = setupServer(
  ...mswHandlers(cluster, { baseUrl: "https://cluster.example" }),
);

beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterAll(() => server.close());

test("code that calls fetch meets a whole cluster", async () => {
  cluster.create({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "n1" },
  });

  const response = await fetch("https://cluster.example/api/v1/nodes/n1");

  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    kind: "Node",
    metadata: { name: "n1" },
  });
});
