import { createCluster } from "@informerlab/fake-apiserver";
import { mswHandlers } from "@informerlab/fake-apiserver/msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { podNames } from "../src/pod-names.ts";

const cluster = createCluster();
const server = setupServer(...mswHandlers(cluster, { baseUrl: "https://cluster.example" }));

beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterAll(async () => {
  server.close();
  await cluster[Symbol.asyncDispose]();
});

test("names the pods of one namespace", async () => {
  for (const namespace of ["default", "kube-system"]) {
    cluster.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: `in-${namespace}`, namespace },
      spec: { containers: [{ name: "app", image: "app:1" }] },
    });
  }

  expect(await podNames("https://cluster.example", "default")).toEqual(["in-default"]);
});
