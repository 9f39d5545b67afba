import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { createSystemEnvironment } from "@informerlab/core/system";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { readRecording } from "../../../recording/read-recording.ts";
import { toKubeconfig } from "../kubeconfig.ts";
import { ask, open, type Proxied, proxied, proxyBefore } from "../proxy/testing/proxied.ts";
import type { RecordOptions } from "./start-recording.ts";

const protobuf = "application/vnd.kubernetes.protobuf";
const configMaps = "/api/v1/namespaces/default/configmaps";
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "record-"));
});

afterAll(() => rm(folder, { recursive: true }));

interface Line {
  readonly [name: string]: unknown;
  readonly value?: {
    readonly kind?: string;
    readonly items?: readonly { readonly data?: unknown }[];
  };
}

/** The lines about what clients asked after the proxy had begun, in words of their own. */
async function recorded(
  record: Omit<RecordOptions, "file">,
  act: (all: Proxied) => Promise<void>,
): Promise<{ readonly text: string; readonly lines: readonly Line[] }> {
  const file = join(folder, "run.jsonl.gz");
  {
    const environment = createSystemEnvironment({ warn: () => {} });
    await using all = await proxied({ environment, record: { ...record, file } });
    await act(all);
  }
  const text = gunzipSync(await readFile(file)).toString();
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  const own = new Set(
    lines.filter(({ client }) => client === "fake-apiserver-record").map(({ asked }) => asked),
  );
  const numberOf = (line: Line): unknown =>
    line["asked"] ?? line["answered"] ?? line["body"] ?? line["watch"] ?? line["over"];
  return { text, lines: lines.filter((line) => !own.has(numberOf(line))) };
}

function create({ cluster }: Proxied, name: string, value = name): void {
  const object = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "default" },
    data: { a: value },
  };
  cluster.create(object);
}

test("a list, its watch and an error stand in the file as the client saw them", async () => {
  const { lines } = await recorded({}, async (all) => {
    create(all, "a");
    const version = all.cluster.resourceVersion;
    await ask(all.proxy, { path: `${configMaps}?limit=5`, headers: { "user-agent": "mine/1" } });
    const path = `${configMaps}?watch=1&resourceVersion=${version}`;
    const watch = await open(all.proxy, { path });
    create(all, "b");
    await once(watch, "data");
    watch.destroy();
    await ask(all.proxy, { path: `${configMaps}/missing` });
  });

  expect(lines).toMatchObject([
    { recording: 1, secrets: "left out" },
    { asked: expect.any(Number), client: "mine/1", method: "GET", path: `${configMaps}?limit=5` },
    { answered: expect.any(Number), code: 200, type: "application/json" },
    { value: { kind: "ConfigMapList", items: [{ data: { a: "a" } }] } },
    { path: expect.stringContaining("watch=1") },
    { code: 200 },
    { type: "ADDED", object: { kind: "ConfigMap", data: { a: "b" } } },
    { over: expect.any(Number), reason: "client" },
    { path: `${configMaps}/missing` },
    { code: 404 },
    { value: { kind: "Status", reason: "NotFound" } },
    { end: "closed" },
  ]);
});

test("what is sent as protobuf, gzipped or over a WebSocket stands there as objects, too", async () => {
  const { lines } = await recorded({}, async (all) => {
    // Long enough to be compressed.
    create(all, "big", "x".repeat(200_000));
    const version = all.cluster.resourceVersion;
    await ask(all.proxy, { path: configMaps, headers: { accept: protobuf } });
    await ask(all.proxy, { path: configMaps, headers: { "accept-encoding": "gzip" } });
    const path = `${configMaps}?watch=1&resourceVersion=${version}`;
    const watch = await open(all.proxy, { path, headers: { accept: protobuf } });
    const socket = new WebSocket(`${all.proxy.url}${path}`.replace("http", "ws"), {
      headers: { authorization: `Bearer ${all.proxy.token}`, origin: "http://localhost" },
    });
    await once(socket, "open");
    const messages = once(socket, "message");
    create(all, "b");
    await Promise.all([once(watch, "data"), messages]);
    watch.destroy();
    socket.terminate();
    await expect.poll(() => all.proxy.connections).toBe(0);
  });
  const lists = lines.flatMap(({ value }) => value?.items ?? []);
  const events = lines.filter(({ type }) => type === "ADDED");

  expect(lists.map(({ data }) => Object.keys(data as object))).toEqual([["a"], ["a"]]);
  expect(events).toMatchObject([
    { object: { kind: "ConfigMap", data: { a: "b" } } },
    { object: { kind: "ConfigMap", data: { a: "b" } } },
  ]);
});

const secret = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: {
    name: "s",
    namespace: "default",
    annotations: { "kubectl.kubernetes.io/last-applied-configuration": "hunter2" },
  },
  stringData: { password: "hunter2" },
};
const secrets = "/api/v1/namespaces/default/secrets";
const table = "application/json;as=Table;g=meta.k8s.io;v=v1";

/** Sees a Secret in every way there is. */
async function seeSecret(all: Proxied): Promise<void> {
  const version = all.cluster.resourceVersion;
  const watch = await open(all.proxy, { path: `${secrets}?watch=1&resourceVersion=${version}` });
  await ask(all.proxy, {
    method: "POST",
    path: secrets,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(secret),
  });
  await once(watch, "data");
  watch.destroy();
  for (const accept of ["application/json", protobuf, table]) {
    for (const path of [secrets, `${secrets}/s`, `${secrets}?includeObject=Object`]) {
      await ask(all.proxy, { path, headers: { accept } });
    }
  }
  await ask(all.proxy, { path: secrets, headers: { accept: "application/yaml" } });
  await ask(all.proxy, {
    method: "POST",
    path: "/api/v1/namespaces/default/serviceaccounts/default/token",
    body: "{}",
  });
}

test("no value of a Secret and no credential gets into a recording; its keys do", async () => {
  let token = "";
  const { text, lines } = await recorded({}, async (all) => {
    token = all.proxy.token;
    await seeSecret(all);
  });
  const shown = lines.find(({ value }) => value?.kind === "Secret");

  for (const hidden of ["hunter2", Buffer.from("hunter2").toString("base64"), token]) {
    expect(text).not.toContain(hidden);
  }
  expect(shown?.value).toMatchObject({
    data: { password: Buffer.from("left out of the recording").toString("base64") },
    metadata: { name: "s", annotations: {} },
  });
  expect(lines.find(({ leftOut }) => String(leftOut).includes("yaml"))).toBeDefined();
});

test("asked for by name, the values of Secrets are kept", async () => {
  const { text } = await recorded({ keepsSecrets: true }, seeSecret);

  expect(text).toContain(Buffer.from("hunter2").toString("base64"));
});

test("a recording is for its owner's eyes, and ends when it is full", async () => {
  const { lines } = await recorded({ mebibytesMax: 1 }, async (all) => {
    create(all, "big", "x".repeat(600_000));
    for (let count = 0; count < 3; count++) await ask(all.proxy, { path: configMaps });
  });

  expect((await stat(join(folder, "run.jsonl.gz"))).mode & 0o777).toBe(0o600);
  expect(lines.at(-1)).toMatchObject({ end: "full" });
});

test("an answer that the server broke off is told as broken, and so to the client", async () => {
  const file = join(folder, "broken.jsonl");
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
    response.write('{"kind":"PodList"', () => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const nobody = { name: "nobody", token: "none" };
  const kubeconfig = toKubeconfig({ server: `http://127.0.0.1:${port}`, users: [nobody] });
  const environment = createSystemEnvironment({ warn: () => {} });
  const proxy = await proxyBefore(kubeconfig, { environment, record: { file } });

  await expect(ask(proxy, { path: "/api/v1/pods" })).rejects.toThrow(/aborted|reset/i);
  await proxy.close();
  server.close();

  const { exchanges } = readRecording(await readFile(file, "utf8"));
  expect(exchanges.find(({ asked }) => asked.path === "/api/v1/pods")).toMatchObject({
    answered: { code: 200 },
    body: { leftOut: "it was cut off" },
    over: { reason: "fault", broken: true },
  });
});
