import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, createFetchHandler } from "../index.ts";

/** What a watch of the config maps of a cluster with one of them is told in its first second. */
async function eventsOf(query: string): Promise<readonly string[]> {
  const simulation = new Simulation();
  const cluster = createCluster({
    environment: simulation,
    objects: "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}",
  });
  const handle = createFetchHandler(cluster);
  const path = "/api/v1/namespaces/default/configmaps?watch=1&timeoutSeconds=1";
  const answer = handle(new Request(`http://cluster.test${path}${query}`));
  await new Promise((resolve) => setImmediate(resolve));
  simulation.advanceBy(1_000);
  const text = await (await answer).text();
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const { type, object } = JSON.parse(line) as {
      readonly type: string;
      readonly object: { readonly metadata: { readonly annotations?: object } };
    };
    return [type, ...Object.keys(object.metadata.annotations ?? {})].join(" ");
  });
}

// What the real server of 1.35 answered to the same.
test.each([
  ["&allowWatchBookmarks=true", ["ADDED", "BOOKMARK k8s.io/initial-events-end"]],
  ["&allowWatchBookmarks=true&resourceVersion=0", ["ADDED", "BOOKMARK k8s.io/initial-events-end"]],
  ["&resourceVersion=0", ["ADDED"]],
])("a watch with %s is told %j", async (query, events) => {
  expect(await eventsOf(query)).toEqual(events);
});
