import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import { send } from "../testing/send.ts";

const configMaps = "/api/v1/namespaces/default/configmaps";
const limited = (): FakeCluster => createCluster({ settings: { historyBytesMax: 200_000 } });
const large = (name: string, turn: number): KubernetesObject & { readonly data: object } => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "default" },
  data: { turn: String(turn), text: "x".repeat(10_000) },
});

function listAt(cluster: FakeCluster, version: string | undefined): number {
  const query = `resourceVersion=${version}&resourceVersionMatch=Exact`;
  return send(cluster, "GET", `${configMaps}?${query}`).status;
}

/** The first event of a watch from a version: its type. */
function watchFrom(cluster: FakeCluster, version: string | undefined): string | undefined {
  const { body } = send(cluster, "GET", `${configMaps}?watch=1&resourceVersion=${version}`);
  const types: string[] = [];
  if (body.kind === "watch")
    body.stream.start({ frame: ({ type }) => types.push(type), end: () => {} });
  return types[0];
}

test("when what was replaced takes more than its limit, the older half is forgotten and says so", () => {
  const cluster = limited();
  cluster.create(large("map", 0));
  const versions = Array.from(
    { length: 30 },
    (_, turn) => cluster.update(large("map", turn)).metadata?.resourceVersion,
  );

  expect(listAt(cluster, versions[0])).toBe(410);
  expect(watchFrom(cluster, versions[0])).toBe("ERROR");
  expect(listAt(cluster, versions.at(-5))).toBe(200);
  expect(watchFrom(cluster, versions.at(-5))).toBe("MODIFIED");
});

test("what still exists is no history", () => {
  const cluster = limited();
  const { metadata } = cluster.create(large("first", 0));
  for (let turn = 0; turn < 50; turn++) cluster.create(large(`map-${turn}`, turn));

  expect(watchFrom(cluster, metadata?.resourceVersion)).toBe("ADDED");
});

test("what the compactor has forgotten does not count", () => {
  const cluster = limited();
  cluster.create(large("map", 0));
  for (let turn = 0; turn < 18; turn++) cluster.update(large("map", turn));
  cluster.apiserver.compact();
  const { metadata } = cluster.update(large("map", 18));
  for (let turn = 0; turn < 10; turn++) cluster.update(large("map", turn));

  expect(listAt(cluster, metadata?.resourceVersion)).toBe(200);
});

test("after a restore, what was replaced before it does not count", () => {
  const cluster = limited();
  cluster.create(large("map", 0));
  const snapshot = cluster.snapshot();
  for (let turn = 0; turn < 18; turn++) cluster.update(large("map", turn));
  cluster.restore(snapshot);
  const { metadata } = cluster.update(large("map", 0));
  for (let turn = 0; turn < 10; turn++) cluster.update(large("map", turn));

  expect(listAt(cluster, metadata?.resourceVersion)).toBe(200);
});
