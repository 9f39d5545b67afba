import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, createFetchHandler } from "../index.ts";

/** What a cluster with the config maps `a` and `b` says on an old path in a second: its refusal, or names behind types. */
async function saidOn(path: string, headers: Record<string, string> = {}): Promise<string> {
  const simulation = new Simulation();
  const map = (name: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}}`;
  const objects = `${map("a")}\n---\n${map("b")}`;
  const handle = createFetchHandler(createCluster({ environment: simulation, objects }));
  const url = `http://cluster.test/api/v1${path}`;
  const answering = handle(new Request(url, { headers }));
  await new Promise((resolve) => setImmediate(resolve));
  simulation.advanceBy(1_000);
  const text = await (await answering).text();
  const lines = text.split("\n").filter((line) => line !== "");
  return lines
    .map((line) => {
      if (!line.startsWith("{")) return line;
      const { type, object, message } = JSON.parse(line) as {
        readonly type?: string;
        readonly object?: { readonly metadata: { readonly name?: string } };
        readonly message?: string;
      };
      return message ?? `${type} ${object?.metadata.name ?? ""}`.trim();
    })
    .join(", ");
}

const all = "/watch/namespaces/default/configmaps?timeoutSeconds=1";
const one = "/watch/namespaces/default/configmaps/a?timeoutSeconds=1";
const forbidden =
  'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list';

// What the real server of 1.35 answered to the same.
test.each([
  [all, "ADDED a, ADDED b"],
  [`${all}&allowWatchBookmarks=true`, "ADDED a, ADDED b"],
  [`${all}&allowWatchBookmarks=true&watch=true`, "ADDED a, ADDED b, BOOKMARK"],
  [`${all}&sendInitialEvents=true`, forbidden],
  [`${all}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=0`, forbidden],
  [`${all}&resourceVersionMatch=NotOlderThan&resourceVersion=0`, "ADDED a, ADDED b"],
  [one, "ADDED a"],
  [`${one}&fieldSelector=metadata.name=a`, "ADDED a"],
  [
    `${one}&fieldSelector=metadata.name=b`,
    "fieldSelector metadata.name doesn't match requested name",
  ],
  [
    `${one}&fieldSelector=metadata.namespace=default`,
    "fieldSelector metadata.name doesn't match requested name",
  ],
])("%s says %s: an old path watches, and is asked as a list", async (path, said) => {
  expect(await saidOn(path)).toBe(said);
});

test("what a watch selects by is looked at before the form of its frames", async () => {
  const path = "/namespaces/default/configmaps?watch=true&timeoutSeconds=1";
  const yaml = { accept: "application/yaml" };

  expect(await saidOn(`${path}&fieldSelector=data.a=1`, yaml)).toContain("code: 400");
  expect(await saidOn(path, yaml)).toContain("code: 406");
});

test("a page of the one object that is named shows it as it is by now", async () => {
  const cluster = createCluster();
  const created: KubernetesObject = cluster.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "b" },
  });
  cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } });
  const path = `/api/v1/namespaces/default/configmaps?limit=1&resourceVersion=${created.metadata?.resourceVersion}`;
  const countOf = async (query: string): Promise<number> => {
    const answer = await createFetchHandler(cluster)(
      new Request(`http://cluster.test${path}${query}`),
    );
    return ((await answer.json()) as { readonly items: readonly object[] }).items.length;
  };

  expect(await countOf("&fieldSelector=metadata.name=a")).toBe(1);
  expect(await countOf("&fieldSelector=metadata.name!=b")).toBe(0);
});
