import { createCluster, type FakeCluster } from "@informerlab/fake-apiserver";
import { loopbackKubeConfig, memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import {
  AppsV1Api,
  CoreV1Api,
  type Informer,
  type KubeConfig,
  makeInformer,
  type V1Node,
  type V1ObjectMeta,
} from "@kubernetes/client-node";
import { expect, test } from "vitest";

type DisposableKubeConfig = KubeConfig & AsyncDisposable;

const doors: readonly [
  string,
  (cluster: FakeCluster) => DisposableKubeConfig | Promise<DisposableKubeConfig>,
][] = [
  ["HTTPS", (cluster) => loopbackKubeConfig(cluster)],
  ["HTTP", (cluster) => loopbackKubeConfig(cluster, { isSecure: false })],
  ["memory", (cluster) => memoryKubeConfig(cluster)],
];

const node = (name: string, labels?: Record<string, string>) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name, ...(labels === undefined ? {} : { labels }) },
});

function nameOf({ metadata }: { readonly metadata?: V1ObjectMeta }): string | undefined {
  return metadata?.name;
}

test.for(doors)("client-node creates, reads, replaces and deletes over %s", async ([, open]) => {
  await using cluster = createCluster();
  await using kubeConfig = await open(cluster);
  const api = kubeConfig.makeApiClient(CoreV1Api);

  await api.createNamespace({ body: { metadata: { name: "lab" } } });
  const created = await api.createNamespacedConfigMap({
    namespace: "lab",
    body: { metadata: { name: "one" }, data: { a: "1" } },
  });
  await api.replaceNamespacedConfigMap({
    namespace: "lab",
    name: "one",
    body: { ...created, data: { a: "2" } },
  });
  const read = await api.readNamespacedConfigMap({ namespace: "lab", name: "one" });
  await api.deleteNamespacedConfigMap({ namespace: "lab", name: "one" });
  const { items } = await api.listNamespacedConfigMap({ namespace: "lab" });

  expect(created.metadata?.creationTimestamp).toBeInstanceOf(Date);
  expect(read.data).toEqual({ a: "2" });
  expect(items.map(nameOf)).not.toContain("one");
});

test.for(doors)("a stale replace is a conflict to client-node over %s", async ([, open]) => {
  await using cluster = createCluster();
  await using kubeConfig = await open(cluster);
  const api = kubeConfig.makeApiClient(CoreV1Api);
  const stale = await api.createNode({ body: node("one") });

  await api.replaceNode({ name: "one", body: { ...stale, spec: { unschedulable: true } } });
  const conflict = api.replaceNode({
    name: "one",
    body: { ...stale, spec: { podCIDR: "10.0.0.0/24" } },
  });

  await expect(conflict).rejects.toMatchObject({ code: 409 });
});

test.for(doors)("client-node pages through a list over %s", async ([, open]) => {
  await using cluster = createCluster();
  for (const name of ["a", "b", "c"]) cluster.create(node(name));
  await using kubeConfig = await open(cluster);
  const api = kubeConfig.makeApiClient(CoreV1Api);

  const first = await api.listNode({ limit: 2 });
  const second = await api.listNode({ limit: 2, _continue: first.metadata?._continue ?? "" });

  expect([first.items.map(nameOf), second.items.map(nameOf)]).toEqual([["a", "b"], ["c"]]);
});

interface Heard {
  readonly events: string[];
  readonly errors: unknown[];
}

function listenTo(informer: Informer<V1Node>): Heard {
  const heard: Heard = { events: [], errors: [] };
  for (const verb of ["add", "update", "delete"] as const) {
    informer.on(verb, (object) => heard.events.push(`${verb} ${nameOf(object)}`));
  }
  informer.on("error", (error: unknown) => {
    heard.errors.push(error);
  });
  return heard;
}

test.for(doors)("client-node's own informer hears of every change over %s", async ([, open]) => {
  await using cluster = createCluster();
  cluster.create(node("old"));
  await using kubeConfig = await open(cluster);
  const api = kubeConfig.makeApiClient(CoreV1Api);
  const informer = makeInformer<V1Node>(kubeConfig, "/api/v1/nodes", () => api.listNode());
  const heard = listenTo(informer);

  await informer.start();
  await expect.poll(() => [...cluster.apiserver.hub.watchers("nodes")].length).toBe(1);
  cluster.create(node("new"));
  cluster.update(node("old", { changed: "yes" }));
  cluster.delete("nodes", "old");

  await expect.poll(() => heard.events).toEqual(["add old", "add new", "update old", "delete old"]);
  await informer.stop();
  await expect.poll(() => [...cluster.apiserver.hub.watchers("nodes")].length).toBe(0);
});

test.for(doors)("client-node's informer lists again after a 410 over %s", async ([, open]) => {
  await using cluster = createCluster();
  cluster.create(node("one"));
  cluster.faults.add({
    on: { verb: "watch", resource: "nodes" },
    life: { times: 1 },
    do: { expire: "event410" },
  });
  await using kubeConfig = await open(cluster);
  const api = kubeConfig.makeApiClient(CoreV1Api);
  let lists = 0;
  const informer = makeInformer<V1Node>(kubeConfig, "/api/v1/nodes", () => {
    lists += 1;
    return api.listNode();
  });
  const heard = listenTo(informer);

  await informer.start();
  await expect.poll(() => lists).toBe(2);
  await expect.poll(() => [...cluster.apiserver.hub.watchers("nodes")].length).toBe(1);
  cluster.create(node("two"));

  await expect.poll(() => heard.events).toContain("add two");
  await informer.stop();
});

test.for(doors)(
  "a broken stream reaches client-node's informer as an error over %s",
  async ([, open]) => {
    await using cluster = createCluster();
    await using kubeConfig = await open(cluster);
    const api = kubeConfig.makeApiClient(CoreV1Api);
    const informer = makeInformer<V1Node>(kubeConfig, "/api/v1/nodes", () => api.listNode());
    const heard = listenTo(informer);
    await informer.start();
    await expect.poll(() => [...cluster.apiserver.hub.watchers("nodes")].length).toBe(1);

    cluster.faults.strike({ resource: "nodes" }, { reset: "stream" });

    await expect.poll(() => heard.errors.length).toBe(1);
    expect(heard.errors[0]).toBeInstanceOf(Error);
    await informer.stop();
  },
);

test.for(doors)("deployments are served as typed objects over %s", async ([, open]) => {
  await using cluster = createCluster();
  await using kubeConfig = await open(cluster);
  const api = kubeConfig.makeApiClient(AppsV1Api);
  const labels = { app: "web" };

  await api.createNamespacedDeployment({
    namespace: "default",
    body: {
      metadata: { name: "web" },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "web" }] } },
      },
    },
  });
  const read = await api.readNamespacedDeployment({ namespace: "default", name: "web" });

  expect(read.spec).toMatchObject({ replicas: 1, strategy: { type: "RollingUpdate" } });
});

test("a wrong token is refused by a listening server", async () => {
  await using cluster = createCluster();
  await using kubeConfig = await loopbackKubeConfig(cluster, { isSecure: false });

  const response = await fetch(`${kubeConfig.server.url}/api/v1/nodes`);

  expect(response.status).toBe(401);
});
