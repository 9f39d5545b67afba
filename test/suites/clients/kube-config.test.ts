import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SharedInformerFactory } from "@informerlab/core";
import { type FromKubeConfigOptions, fromKubeConfig } from "@informerlab/core/client-node";
import { createSystemEnvironment } from "@informerlab/core/system";
import { createCluster, type FakeCluster } from "@informerlab/fake-apiserver";
import { type LocalServer, listen } from "@informerlab/fake-apiserver/node";
import { KubeConfig } from "@kubernetes/client-node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startConnectProxy } from "./connect-proxy.ts";

type Settings = Record<string, unknown>;

let cluster: FakeCluster;
let server: LocalServer;
let folder = "";

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "clients-"));
  cluster = createCluster();
  server = await listen(cluster);
  cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "first" } });
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** The server's own kubeconfig with other settings; undefined takes one away. */
function kubeConfigWith(user: Settings = {}, ofCluster: Settings = {}): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(server.kubeconfig());
  Object.assign(kubeConfig.getCurrentUser() ?? {}, user);
  Object.assign(kubeConfig.getCurrentCluster() ?? {}, ofCluster);
  return kubeConfig;
}

const withoutCertificate = { certData: undefined, keyData: undefined };

/** Lists and watches Nodes while they change, and says what the handlers heard. */
async function informerHears(
  kubeConfig: KubeConfig,
  options: FromKubeConfigOptions = {},
): Promise<string[]> {
  const heard: string[] = [];
  await using factory = new SharedInformerFactory(fromKubeConfig(kubeConfig, options), {
    resyncPeriodMs: 0,
  });
  factory.core.v1.nodes.informer().addEventHandler({
    onAdd: (node, isInitial) =>
      void heard.push(`${isInitial ? "found" : "added"} ${node.metadata?.name}`),
    onUpdate: (_old, node) => void heard.push(`updated ${node.metadata?.name}`),
    onDelete: () => void heard.push("deleted"),
  });
  factory.start();
  await factory.waitForCacheSync(AbortSignal.timeout(10_000));

  const second = { apiVersion: "v1", kind: "Node", metadata: { name: "second" } };
  const created = cluster.create(second);
  cluster.update({ ...created, metadata: { ...created.metadata, labels: { zone: "a" } } });
  cluster.delete("nodes", "second");

  await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(4);
  return heard;
}

const everything = ["found first", "added second", "updated second", "deleted"];

/** The first thing that goes wrong, as a user would read it. */
function firstTrouble(kubeConfig: KubeConfig): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const environment = createSystemEnvironment({
    warn: (message, error) => resolve(error instanceof Error ? error.message : message),
  });
  const factory = new SharedInformerFactory(fromKubeConfig(kubeConfig, { environment }));
  factory.core.v1.nodes.informer();
  factory.start();
  return promise.finally(() => factory.shutdown());
}

test("a client certificate, with the cluster's own CA", async () => {
  expect(await informerHears(kubeConfigWith())).toEqual(everything);
});

test("a bearer token", async () => {
  expect(
    await informerHears(kubeConfigWith({ ...withoutCertificate, token: server.token })),
  ).toEqual(everything);
});

test("an exec plugin that gives a token", async () => {
  const credential = {
    kind: "ExecCredential",
    apiVersion: "client.authentication.k8s.io/v1",
    status: { token: server.token },
  };
  const program = `console.log(${JSON.stringify(JSON.stringify(credential))})`;
  const exec = {
    apiVersion: credential.apiVersion,
    command: process.execPath,
    args: ["-e", program],
  };

  expect(await informerHears(kubeConfigWith({ ...withoutCertificate, exec }))).toEqual(everything);
});

test("an exec plugin that gives a client certificate", async () => {
  const user = kubeConfigWith().getCurrentUser();
  const pem = (data: string | undefined): string => Buffer.from(data ?? "", "base64").toString();
  const credential = {
    kind: "ExecCredential",
    apiVersion: "client.authentication.k8s.io/v1",
    status: { clientCertificateData: pem(user?.certData), clientKeyData: pem(user?.keyData) },
  };
  const file = join(folder, "credential.json");
  writeFileSync(file, JSON.stringify(credential));
  const program = `process.stdout.write(require("node:fs").readFileSync(${JSON.stringify(file)}))`;
  const exec = {
    apiVersion: credential.apiVersion,
    command: process.execPath,
    args: ["-e", program],
  };

  expect(await informerHears(kubeConfigWith({ ...withoutCertificate, exec }))).toEqual(everything);
});

test("through a proxy", async () => {
  await using proxy = await startConnectProxy();

  expect(await informerHears(kubeConfigWith({}, { proxyUrl: proxy.url }))).toEqual(everything);
  expect(new Set(proxy.tunnels)).toEqual(new Set([`127.0.0.1:${server.port}`]));
});

test("a TLS server name that differs from the address", async () => {
  expect(await informerHears(kubeConfigWith({}, { tlsServerName: "localhost" }))).toEqual(
    everything,
  );
  expect(await firstTrouble(kubeConfigWith({}, { tlsServerName: "other.example" }))).toContain(
    "its certificate is for other names; use one of them, or set tls-server-name",
  );
});

test("verification that is switched off", async () => {
  const options = { caData: undefined, skipTLSVerify: true };

  expect(await informerHears(kubeConfigWith({}, options))).toEqual(everything);
});

test("a server whose CA is not trusted is refused, with what to do", async () => {
  expect(await firstTrouble(kubeConfigWith({}, { caData: undefined }))).toContain(
    "its certificate was signed by a CA that is not trusted; put the CA that signed it into the kubeconfig",
  );
});

test("a token that is refused is said to be refused", async () => {
  expect(await firstTrouble(kubeConfigWith({ ...withoutCertificate, token: "wrong" }))).toMatch(
    sayingWhenNext(
      `failed to list nodes: Unauthorized: the server refused the credentials for "list nodes" (401 from ${server.url}/api/v1/nodes); check the token or client certificate`,
    ),
  );
});

test("a server that is gone is said to be gone", async () => {
  const kubeConfig = kubeConfigWith();
  await server.close();

  expect(await firstTrouble(kubeConfig)).toMatch(
    sayingWhenNext(
      `failed to watch nodes: cannot reach ${server.url}: connection refused; is the server running, and is this its address? (from ${server.url}/api/v1/nodes)`,
    ),
  );
});

/** The whole text, with the wait that follows: how long is a draw. */
function sayingWhenNext(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.?()]/g, "\\$&")}; asking again in \\d+ s$`);
}

test("RF-23: a watch whose connection broke goes on from where it was, without a relist", async () => {
  await using proxy = await startConnectProxy();
  const heard: string[] = [];
  const client = fromKubeConfig(kubeConfigWith({}, { proxyUrl: proxy.url }));
  await using factory = new SharedInformerFactory(client);
  factory.core.v1.nodes.informer().addEventHandler({
    onAdd: (node) => void heard.push(node.metadata?.name ?? ""),
    onUpdate: () => void heard.push("a relist tells everything again"),
  });
  factory.start();
  await factory.waitForCacheSync(AbortSignal.timeout(10_000));
  cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "second" } });
  await expect.poll(() => heard).toEqual(["first", "second"]);

  proxy.cut();
  cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name: "third" } });

  await expect.poll(() => heard, { timeout: 10_000 }).toEqual(["first", "second", "third"]);
});
