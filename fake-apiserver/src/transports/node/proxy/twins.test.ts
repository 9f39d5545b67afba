import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig, loadKubeConfig } from "@informerlab/core/client-node";
import { createSystemEnvironment } from "@informerlab/core/system";
import { expect, test } from "vitest";
import { ask, open, type Proxied, proxied } from "./testing/proxied.ts";

const configMaps = "/api/v1/namespaces/default/configmaps";

function create({ cluster }: Proxied, name: string): void {
  cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" } });
}

/** A client as somebody writes it by hand. */
class Naive {
  readonly #all: Proxied;

  constructor(all: Proxied) {
    this.#all = all;
  }

  /** The version of the list. */
  async list(): Promise<string> {
    const { body } = await ask(this.#all.proxy, { path: configMaps, headers });
    const { metadata } = JSON.parse(body.toString()) as { metadata: { resourceVersion: string } };
    return metadata.resourceVersion;
  }

  /** Watches until the server has told one event. */
  async watch(version: string): Promise<void> {
    const path = `${configMaps}?watch=1&resourceVersion=${version}`;
    const answer = await open(this.#all.proxy, { path, headers });
    create(this.#all, `next-to-${this.#all.cluster.resourceVersion}`);
    await once(answer, "data");
    answer.destroy();
    await expect.poll(() => this.#all.proxy.connections).toBe(0);
  }
}

const headers = { "user-agent": "naive/1", connection: "close" };

test("the twin of an informer holds what the informer holds, and finds nothing strange", async () => {
  const warnings: string[] = [];
  const environment = createSystemEnvironment();
  const facts: string[] = [];
  environment.trace.subscribe(({ fact }) => facts.push(fact.kind));
  // Over plain HTTP an informer shows nobody its credentials.
  const isSecure = true;
  await using all = await proxied({
    environment,
    isSecure,
    warnOfClients: (text) => warnings.push(text),
  });
  create(all, "a");
  const folder = await mkdtemp(join(tmpdir(), "twins-"));
  await writeFile(join(folder, "kubeconfig"), all.proxy.kubeconfig());
  await using factory = new SharedInformerFactory(
    fromKubeConfig(loadKubeConfig(join(folder, "kubeconfig")), {
      environment: createSystemEnvironment(),
    }),
  );
  const informer = factory.core.v1.configMaps.informer();
  factory.start();
  await factory.waitForCacheSync();
  const held = (): readonly string[] => informer.indexer.listKeys().toSorted();
  create(all, "b");
  await expect.poll(held).toContain("default/b");
  all.proxy.faults.strike({ verb: "watch" }, { close: "clean" });
  create(all, "c");
  all.cluster.delete("configmaps/default/a");
  await expect.poll(held).toContain("default/c");
  await expect.poll(() => all.proxy.twins()[0]?.keys).toEqual(held());

  expect(all.proxy.twins()).toHaveLength(1);
  expect(warnings).toEqual([]);
  // Its DeltaFIFO, Indexer and handlers stand in the trace like those of any informer.
  expect(facts).toContain("store.changed");
  await rm(folder, { recursive: true });
});

test("who lists anew although the watch could go on is told so", async () => {
  const warnings: string[] = [];
  await using all = await proxied({ warnOfClients: (text) => warnings.push(text) });
  const client = new Naive(all);
  const version = await client.list();
  await client.watch(version);
  const next = all.cluster.resourceVersion;

  await client.list();

  await expect
    .poll(() => warnings)
    .toEqual([
      `naive/1 listed configmaps anew, although the watch could have gone on from ${next}`,
    ]);
  expect(all.proxy.twins()).toMatchObject([{ client: "naive/1", warnings }]);
});

test("who goes back behind what the watch has told is told so", async () => {
  const warnings: string[] = [];
  await using all = await proxied({ warnOfClients: (text) => warnings.push(text) });
  const client = new Naive(all);
  const version = await client.list();
  await client.watch(version);
  const told = all.cluster.resourceVersion;

  await client.watch(version);

  expect(warnings).toEqual([
    `naive/1 went back: it watches configmaps from ${version}, and had been told of ${told}`,
  ]);
});

test("who does not wait after failures is told so", async () => {
  const warnings: string[] = [];
  await using all = await proxied({ warnOfClients: (text) => warnings.push(text) });
  const client = new Naive(all);
  await client.watch(await client.list());
  all.proxy.faults.add({ on: { resource: "configmaps" }, do: { status: 503 } });

  for (let attempt = 0; attempt < 5; attempt++) {
    await ask(all.proxy, { path: `${configMaps}?watch=1`, headers });
  }

  expect(warnings).toEqual([
    "naive/1 does not wait: 5 requests for configmaps failed within a second",
  ]);
});

test.each(["application/vnd.kubernetes.protobuf", "application/json"])(
  "a client that speaks %s has a twin",
  async (accept) => {
    await using all = await proxied({ warnOfClients: () => {} });
    create(all, "a");
    const asking = { headers: { ...headers, accept } };
    const version = all.cluster.resourceVersion;
    await ask(all.proxy, { path: configMaps, ...asking });
    const path = `${configMaps}?watch=1&resourceVersion=${version}`;
    const watch = await open(all.proxy, { path, ...asking });
    create(all, "b");
    all.cluster.delete("configmaps/default/a");

    await expect.poll(() => all.proxy.twins()[0]?.keys).toEqual(["default/b"]);
    watch.destroy();
  },
);
