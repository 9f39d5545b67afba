import type { KubernetesObject } from "@informerlab/core";
import type { coreV1 } from "@informerlab/core/kinds";
import { expect, test } from "vitest";
import { replayChaos } from "../chaos-test.ts";
import { eventually } from "../rules/rules.ts";
import {
  configMap,
  configMaps,
  failureOf,
  reconciling,
  users,
} from "../testing/config-map-controllers.ts";

const idle = reconciling(() => undefined);
const pods = [
  {
    ...configMap("1"),
    metadata: { name: "a", namespace: "default", labels: { app: "web", zone: "a" } },
  },
  { ...configMap("1"), metadata: { name: "owner", namespace: "default" } },
];

/** What one change by a user makes of the object. */
async function changed(change: string): Promise<KubernetesObject> {
  let found: KubernetesObject = {};
  await replayChaos(
    idle,
    {
      objects: pods,
      users,
      invariants: [
        eventually("it is looked at", ({ get }) => {
          found = get(configMaps, "default/a") ?? {};
          return true;
        }),
      ],
    },
    `
version: 1
processes: [maps]
script:
  - {atMs: 5, do: change, resource: configmaps, namespace: default, name: a, to: ${change}}
`,
  );
  return found;
}

test("a user takes a label away", async () => {
  const { metadata } = await changed("{metadata: {labels: {app: null, tier: x}}}");

  expect(metadata?.labels).toEqual({ zone: "a", tier: "x" });
});

test("a user gives an object an owner by name, and sets it free", async () => {
  const owner = "{apiVersion: v1, kind: ConfigMap, name: owner, controller: true}";
  const adopted = await changed(`{metadata: {ownerReferences: [${owner}]}}`);
  expect(adopted.metadata?.ownerReferences).toEqual([
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      name: "owner",
      controller: true,
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
  ]);

  const free = await changed(
    "{metadata: {ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: gone}]}}",
  );
  expect(free.metadata?.ownerReferences ?? []).toEqual([]);
});

test("changes are drawn beside variants", async () => {
  const [subject] = users;
  if (subject === undefined) throw new Error("there are users");
  const { plan } = await failureOf(idle, {
    users: [{ ...subject, changes: [{ metadata: { labels: { taken: "yes" } } }] }],
    invariants: [
      eventually("nobody takes it", ({ commits }) =>
        commits.every(({ object }) => object.metadata?.labels?.["taken"] !== "yes"),
      ),
    ],
    troubles: [],
  });

  expect(plan.script?.length).toBeGreaterThan(0);
});

test("a change is a patch: what it does not name stays, a list is replaced, null takes away", async () => {
  let found: coreV1.ConfigMap | undefined;
  await replayChaos(
    idle,
    {
      objects: [{ ...configMap("1"), metadata: { name: "a", namespace: "default" } }],
      users,
      invariants: [
        eventually("it is looked at", ({ get }) => {
          found = get<coreV1.ConfigMap>(configMaps, "default/a");
          return true;
        }),
      ],
    },
    `
version: 1
processes: [maps]
script:
  - {atMs: 5, do: patch, resource: configmaps, namespace: default, name: a, patch: {data: {more: x}, metadata: {labels: {app: web}}}}
  - {atMs: 6, do: patch, resource: configmaps, namespace: default, name: a, patch: {data: {value: null}}}
`,
  );

  expect(found?.data).toEqual({ more: "x" });
  expect(found?.metadata?.labels).toEqual({ app: "web" });
});

test("a status that is patched keeps its other fields", async () => {
  let found: coreV1.Pod | undefined;
  const web: coreV1.Pod = {
    ...{ apiVersion: "v1", kind: "Pod", metadata: { name: "a", namespace: "default" } },
    spec: { containers: [{ name: "web", image: "web:1" }] },
  };
  await replayChaos(
    idle,
    {
      objects: [web],
      users,
      invariants: [
        eventually("it is looked at", ({ get }) => {
          found = get<coreV1.Pod>("pods", "default/a");
          return true;
        }),
      ],
    },
    `
version: 1
processes: [maps]
script:
  - {atMs: 5, do: patch, resource: pods, pick: 0, patch: {status: {phase: Running, message: well}}}
  - {atMs: 6, do: patch, resource: pods, pick: 0, patch: {status: {phase: Failed}}}
`,
  );

  expect(found?.status).toMatchObject({ phase: "Failed", message: "well" });
});
