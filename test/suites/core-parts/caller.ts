import type { appsV1, coreV1 } from "@informerlab/core/kinds";
import { resources } from "@informerlab/core/kinds";
import {
  type ChaosClient,
  type ChaosOptions,
  type ControllerUnderTest,
  sometimes,
} from "@informerlab/test";

const { deployments } = resources.apps.v1;
const { configMaps, nodes } = resources.core.v1;
const namespace = "default";
const key = `${namespace}/every.call`;
const labels = { app: "a" };
const spec: appsV1.Deployment["spec"] = {
  selector: { matchLabels: labels },
  template: { metadata: { labels }, spec: { containers: [{ name: "a", image: "a:1" }] } },
};

type Call = (client: ChaosClient, turn: number) => Promise<unknown>;

/** Every way to call a server: of namespaced and cluster-scoped resources, of the core's group and another, and their parts. */
const calls: readonly Call[] = [
  (client) => client.create(deployments, { metadata: { namespace, name: "every.call" }, spec }),
  (client) => client.get(deployments, key),
  (client) => client.list(deployments, { namespace, labelSelector: "app in (a,b),!gone" }),
  (client) => client.list(nodes, { fieldSelector: "metadata.name=n/1", limit: 2 }),
  (client) => client.list("configmaps", { resourceVersion: "0" }),
  async (client, turn) => {
    const one = await client.get(deployments, key);
    return client.update(deployments, { ...one, spec: { ...one.spec, replicas: turn } as never });
  },
  async (client, turn) => {
    const one = await client.get(deployments, key);
    return client.updateStatus(deployments, { ...one, status: { replicas: turn } });
  },
  (client, turn) => client.patch(deployments, key, { spec: { replicas: turn } }),
  (client, turn) =>
    client.patch(deployments, key, { status: { replicas: turn } }, { subresource: "status" }),
  (client, turn) =>
    client.patch(deployments, key, { spec: { replicas: turn } }, { type: "strategic" }),
  (client) =>
    client.patch(deployments, key, [{ op: "test", path: "/spec/replicas", value: 1 }], {
      type: "json",
      fieldManager: "json",
    }),
  (client, turn) =>
    client.patch<coreV1.ConfigMap>(
      configMaps,
      `${namespace}/applied`,
      { data: { turn: String(turn) } },
      { type: "apply", fieldManager: "caller", force: true },
    ),
  (client, turn) =>
    client.patch<appsV1.Deployment>(
      deployments,
      key,
      { status: { observedGeneration: turn } },
      { type: "apply", subresource: "status", fieldManager: "caller", force: true },
    ),
  (client) => client.create(nodes, { metadata: { generateName: "n-" } }),
  async (client) => {
    const one = await client.get(deployments, key);
    const { uid = "", resourceVersion = "" } = one.metadata ?? {};
    return client.delete(deployments, key, {
      uid,
      resourceVersion,
      propagationPolicy: "Background",
      gracePeriodSeconds: 0,
    });
  },
];

/** Makes every call in turn; whether each is sent as it was asked and told as it was answered, the kit asks by itself. */
export function caller(): ControllerUnderTest {
  return {
    name: "caller",
    async start({ client, sleep }) {
      for (let turn = 1; turn <= 4; turn++) {
        for (const call of calls) {
          await call(client, turn).catch(() => undefined);
          await sleep(30);
        }
      }
    },
  };
}

/** It writes, and nobody else need. */
export const callerRules: ChaosOptions = {
  users: [
    { resource: "configmaps", namespace, variants: [{ apiVersion: "v1", kind: "ConfigMap" }] },
  ],
  invariants: [
    sometimes("it deletes what it made", ({ commit }) => {
      return commit?.verb === "delete" && commit.by === "caller";
    }),
  ],
  troubles: [
    "conflict",
    "write-failed",
    "read-failed",
    "too-many-requests",
    "lost-answer",
    "lost-request",
    "slow-answers",
    "verb-refused",
  ],
  settleMs: 90_000,
  seed: 1,
};
