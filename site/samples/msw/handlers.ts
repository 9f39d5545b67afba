import { createCluster, type FakeCluster } from "@informerlab/fake-apiserver";
import { mswHandlers } from "@informerlab/fake-apiserver/msw";
import type { HttpHandler } from "msw";

export const cluster: FakeCluster = createCluster();

/** The cluster, at the path under which your page reaches its API: a proxy, mostly. */
export const handlers: HttpHandler[] = mswHandlers(cluster, {
  baseUrl: "/k8s",
});
