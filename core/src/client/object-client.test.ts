import { expect, test } from "vitest";
import { isAlreadyExists, isConflict, isNotFound } from "../api/status-error.ts";
import { linkedStop } from "../environment/own-stop.ts";
import { resources } from "../kinds/resources.generated.ts";
import { Simulation } from "../simulation/simulation.ts";
import { ObjectServer } from "../testing/object-server.ts";
import { createClientSet } from "./client-set.ts";
import { ObjectClient } from "./object-client.ts";
import { CallAbortedError } from "./object-client-options.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

const collection = "/api/v1/namespaces/default/configmaps";

function setUp() {
  const server = new ObjectServer();
  const client = new ObjectClient(server, resources.core.v1.configMaps, "default");
  return { server, client };
}

test("an object is created, read, replaced, patched and deleted", async () => {
  const { server, client } = setUp();

  const created = await client.create({ metadata: { name: "a" }, data: { x: "1" } });
  const updated = await client.update({ ...created, data: { x: "2" } });
  await client.patch("a", { data: { x: "3" } });
  const read = await client.get("a");
  await client.delete("a");

  expect(updated.data).toEqual({ x: "2" });
  expect(read.data).toEqual({ x: "3" });
  expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    `POST ${collection}`,
    `PUT ${collection}/a`,
    `PATCH ${collection}/a`,
    `GET ${collection}/a`,
    `DELETE ${collection}/a`,
  ]);
  await expect(client.get("a")).rejects.toSatisfy(isNotFound);
});

test("what is written says its kind, which objects out of a cache do not carry", async () => {
  const { server, client } = setUp();

  await client.create({ metadata: { name: "a" } });

  expect(JSON.parse(server.requests[0]?.body ?? "")).toMatchObject({
    apiVersion: "v1",
    kind: "ConfigMap",
  });
});

test("a name that is taken is told from a conflict of versions", async () => {
  const { client } = setUp();
  await client.create({ metadata: { name: "a" } });
  const taken = await client.create({ metadata: { name: "a" } }).catch((error: unknown) => error);

  expect(isAlreadyExists(taken)).toBe(true);
  expect(isConflict(taken)).toBe(false);
});

test("each kind of write has its own type, path and query", async () => {
  const { server, client } = setUp();
  server.put(`${collection}/a`, { metadata: { name: "a" } });
  server.put(`${collection}/a/status`, { metadata: { name: "a" } });
  const a = { metadata: { name: "a" } };

  await client.patch("a", [{ op: "remove", path: "/data" }], { type: "json", isDryRun: true });
  await client.patch("a", {}, { type: "strategic", fieldValidation: "Strict" });
  await client.apply(a, { fieldManager: "me", force: true });
  await client.applyStatus(a, { fieldManager: "me" });
  await client.updateStatus(a);

  expect(
    server.requests.map(({ path, query, headers }) => [
      path.slice(collection.length),
      headers["content-type"],
      query.map((pair) => pair.join("=")).join("&"),
    ]),
  ).toEqual([
    ["/a", "application/json-patch+json", "dryRun=All"],
    ["/a", "application/strategic-merge-patch+json", "fieldValidation=Strict"],
    ["/a", "application/apply-patch+yaml", "fieldManager=me&force=true"],
    ["/a/status", "application/apply-patch+yaml", "fieldManager=me"],
    ["/a/status", "application/json", ""],
  ]);
});

test("a delete carries its preconditions and how owned objects are treated", async () => {
  const { server, client } = setUp();
  server.put(`${collection}/a`, { metadata: { name: "a" } });

  await client.delete("a", {
    preconditions: { uid: "u" },
    propagationPolicy: "Foreground",
    isDryRun: true,
  });

  expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual({
    kind: "DeleteOptions",
    apiVersion: "v1",
    preconditions: { uid: "u" },
    propagationPolicy: "Foreground",
    dryRun: ["All"],
  });
});

test("a name or namespace that is missing is an error, not a request to the whole collection", async () => {
  const { server } = setUp();
  const everywhere = new ObjectClient(server, resources.core.v1.configMaps);

  await expect(everywhere.get("a")).rejects.toThrow(
    'live in namespaces: say which, as inNamespace("default") does',
  );
  await expect(everywhere.inNamespace("x").delete("")).rejects.toThrow("no name");
  expect(server.requests).toEqual([]);
});

test.for(["..", ".", "a/b", "%2e%2e"])(
  "%j is no name: its path would be another's",
  async (name) => {
    const { server, client } = setUp();

    await expect(client.delete(name)).rejects.toThrow(/is no name: it may be neither/);
    await expect(client.get(name)).rejects.toThrow(RangeError);
    await expect(client.update({ metadata: { name } })).rejects.toThrow(RangeError);
    await expect(client.inNamespace(name).delete("a")).rejects.toThrow(/is no namespace/);
    await expect(client.inNamespace(name).list()).rejects.toThrow(/is no namespace/);
    await expect(client.patch("a", {}, { subresource: name })).rejects.toThrow(/is no subresource/);
    expect(server.requests).toEqual([]);
  },
);

test("an answer that is no object is refused with its flaw", async () => {
  const { server, client } = setUp();
  server.put(`${collection}/a`, { metadata: { name: "a", labels: { x: 5 } } });

  await expect(client.get("a")).rejects.toThrow(
    'metadata.labels["x"] is a number, expected a string',
  );
});

test("a call ends with its signal, before and after it was sent", async () => {
  const { server, client } = setUp();
  server.intercept = () => "silence";
  const given = linkedStop(undefined);
  const call = client.get("a", { signal: given.signal });
  given.stop();

  await expect(call).rejects.toBeInstanceOf(CallAbortedError);
  await expect(client.get("a", { signal: given.signal })).rejects.toBeInstanceOf(CallAbortedError);
  expect(server.requests).toHaveLength(1);
});

test("a client set has every built-in resource, and takes any other", async () => {
  const server = new ObjectServer();
  const clients = createClientSet({ environment: new Simulation(), transport: server });
  const widgets = {
    group: "example.com",
    version: "v1",
    resource: "widgets",
    kind: "Widget",
    isNamespaced: false,
  };

  await clients.apps.v1.deployments.inNamespace("a").create({ metadata: { name: "d" } });
  await clients.forResource(widgets).create({ metadata: { name: "w" } });

  expect(server.requests.map(({ path }) => path)).toEqual([
    "/apis/apps/v1/namespaces/a/deployments",
    "/apis/example.com/v1/widgets",
  ]);
});

test("a client set gives up a call that is never answered", async () => {
  const simulation = new Simulation();
  const server = new ObjectServer();
  server.intercept = () => "silence";
  const { nodes } = createClientSet({ environment: simulation, transport: server }).core.v1;

  const outcome = nodes.get("a").catch((error: unknown) => String(error));
  await simulation.advanceByAsync(76_000);

  expect(await outcome).toContain("no answer in time");
});

test("retryOnConflict runs again after a conflict, five times at most, and after nothing else", async () => {
  const simulation = new Simulation();
  const { server, client } = setUp();
  server.put(`${collection}/a`, { metadata: { name: "a" } });
  let conflicts = 2;
  server.intercept = ({ method }) => {
    if (method !== "PUT" || conflicts === 0) return undefined;
    conflicts -= 1;
    return 409;
  };
  const attempt = async () => client.update({ ...(await client.get("a")), data: { x: "1" } });

  const settled = retryOnConflict(simulation, attempt);
  await simulation.advanceByAsync(100);
  expect((await settled).data).toEqual({ x: "1" });

  conflicts = Infinity;
  const before = server.requests.length;
  const failed = expect(retryOnConflict(simulation, attempt)).rejects.toSatisfy(isConflict);
  await simulation.advanceByAsync(100);
  await failed;
  expect((server.requests.length - before) / 2).toBe(5);

  await expect(retryOnConflict(simulation, () => client.get("none"))).rejects.toSatisfy(isNotFound);
});

test("retryOnConflict tries no more once its signal is given, also in the midst of a wait", async () => {
  const simulation = new Simulation();
  const { server, client } = setUp();
  server.intercept = () => 409;
  const { signal, stop } = linkedStop(undefined);

  const failed = expect(
    retryOnConflict(simulation, () => client.get("a"), { initialMs: 1000, signal }),
  ).rejects.toSatisfy(isConflict);
  await simulation.advanceByAsync(1);
  stop();
  await failed;
  await simulation.advanceByAsync(10_000);

  expect(server.requests).toHaveLength(1);
});
