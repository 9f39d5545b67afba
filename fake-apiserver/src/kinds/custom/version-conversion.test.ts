import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import type { WebhookCall, WebhookOptions } from "../../admission/webhooks/webhook-client.ts";
import { objectOf, valueAt } from "../../codec/json/plain-object.ts";
import { createCluster, type FakeCluster } from "../../fake-apiserver.ts";
import { customDefinition, customVersion } from "../../testing/custom-definition.ts";
import { createFetchHandler } from "../../transports/fetch/fetch-handler.ts";

const text = { type: "string" };

function versionOf(name: string, properties: object): object {
  const spec = { type: "object", properties };
  return customVersion(name, { type: "object", properties: { spec } });
}

function widgets(conversion?: object): KubernetesObject {
  return customDefinition({
    ...(conversion === undefined ? {} : { conversion }),
    versions: [
      versionOf("v1", { size: text, unit: { ...text, default: "cm" } }),
      versionOf("v2", { length: text, colour: { ...text, default: "red" }, size: text }),
    ],
  });
}

const byWebhook = {
  strategy: "Webhook",
  webhook: {
    conversionReviewVersions: ["v1"],
    clientConfig: { service: { namespace: "a", name: "b", path: "/convert" } },
  },
};

function widget(version: "v1" | "v2", name: string, spec: object): KubernetesObject {
  return {
    apiVersion: `example.com/${version}`,
    kind: "Widget",
    metadata: { name },
    spec,
  } as KubernetesObject;
}

/** `size` of version 1 is `length` of version 2. */
function converted(object: KubernetesObject, apiVersion: string): KubernetesObject {
  const { size, length, unit } = objectOf(valueAt(object, "spec"));
  const spec = apiVersion.endsWith("v2")
    ? { length: size ?? "" }
    : { size: length ?? "", unit: unit ?? "mm" };
  return { ...object, apiVersion, spec } as KubernetesObject;
}

function lab(definition: KubernetesObject, webhooks: WebhookOptions = {}) {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation, webhooks });
  cluster.create(definition);
  simulation.runReady();
  return { cluster, simulation };
}

async function ask(
  { cluster, simulation }: { readonly cluster: FakeCluster; readonly simulation: Simulation },
  method: string,
  path: string,
  body?: object,
): Promise<{
  readonly code: number;
  readonly body: KubernetesObject & { readonly message?: string };
}> {
  const request: RequestInit = { method, headers: { "Content-Type": "application/json" } };
  if (body !== undefined) request.body = JSON.stringify(body);
  const answering = createFetchHandler(cluster)(
    new URL(`/apis/example.com/${path}`, "https://cluster"),
    request,
  );
  let isDone = false;
  const done = answering.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    simulation.runReady();
    await Promise.resolve();
  }
  const response = await done;
  return { code: response.status, body: await response.json() };
}

test("without a webhook a version shows what it knows of what the stored one holds, and is stored as that one knows it", async () => {
  const it = lab(widgets());

  await ask(it, "POST", "v1/widgets", widget("v1", "one", { size: "3" }));
  const shown = await ask(it, "GET", "v2/widgets/one");
  const made = await ask(
    it,
    "POST",
    "v2/widgets",
    widget("v2", "two", { size: "1", colour: "blue" }),
  );
  const stored = await ask(it, "GET", "v1/widgets/two");

  expect(shown.body).toMatchObject({ apiVersion: "example.com/v2", spec: { size: "3" } });
  expect(made.body).toMatchObject({ apiVersion: "example.com/v2", spec: { size: "1" } });
  expect(stored.body).toMatchObject({ spec: { size: "1", unit: "cm" } });
  for (const { body } of [shown, made]) expect(body).not.toHaveProperty("spec.colour");
});

test("a new object is converted before anybody looks whether its name is taken", async () => {
  const it = lab(widgets(byWebhook), {
    conversions: {
      "a/b": () => {
        throw new Error("away");
      },
    },
  });
  await ask(it, "POST", "v1/widgets", widget("v1", "one", { size: "3" }));

  const again = await ask(it, "POST", "v1/widgets", widget("v1", "one", {}));
  const other = await ask(it, "POST", "v2/widgets", widget("v2", "one", {}));

  expect(again.code).toBe(409);
  expect([other.code, other.body.message]).toEqual([500, expect.stringContaining("away")]);
});

test("a field selects by what the version shows that is asked for", async () => {
  const definition = widgets(byWebhook) as KubernetesObject & {
    readonly spec: { readonly versions: readonly object[] };
  };
  const [first, second] = definition.spec.versions;
  const versions = [
    { ...first, selectableFields: [{ jsonPath: ".spec.size" }] },
    { ...second, selectableFields: [{ jsonPath: ".spec.length" }] },
  ];
  const it = lab({ ...definition, spec: { ...definition.spec, versions } } as KubernetesObject, {
    conversions: { "a/b": (objects, version) => objects.map((one) => converted(one, version)) },
  });
  await ask(it, "POST", "v1/widgets", widget("v1", "one", { size: "3" }));
  await ask(it, "POST", "v1/widgets", widget("v1", "two", { size: "4" }));

  const list = await ask(it, "GET", "v2/widgets?fieldSelector=spec.length=3");

  expect(list.body).toMatchObject({ items: [{ metadata: { name: "one" } }] });
  expect(list.body).not.toHaveProperty("items.1");
});

test("objects in a version that is gone can be neither read nor changed, and no list holds them", async () => {
  const it = lab(widgets());
  const definitions = "apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  const changed = async (path: string, body: object): Promise<void> => {
    const answering = createFetchHandler(it.cluster)(new URL(`/${path}`, "https://cluster"), {
      method: "PATCH",
      headers: { "Content-Type": "application/merge-patch+json" },
      body: JSON.stringify(body),
    });
    it.simulation.runReady();
    expect((await answering).status).toBe(200);
    it.simulation.runReady();
  };
  await ask(it, "POST", "v1/widgets", widget("v1", "one", { size: "3" }));
  const later = { ...versionOf("v2", { size: text }), storage: true };
  const name = `${definitions}/widgets.example.com`;
  await changed(name, { spec: { versions: [{ ...versionOf("v1", {}), storage: false }, later] } });
  await changed(`${name}/status`, { status: { storedVersions: ["v2"] } });
  await changed(name, { spec: { versions: [later] } });
  await ask(it, "POST", "v2/widgets", widget("v2", "two", { size: "4" }));

  const gone = await ask(it, "GET", "v2/widgets/one");
  const removed = await ask(it, "DELETE", "v2/widgets/one");
  const list = await ask(it, "GET", "v2/widgets");
  const page = await ask(it, "GET", "v2/widgets?limit=5");
  const two = await ask(it, "GET", "v2/widgets/two");

  const message = "request to convert CR from an invalid group/version: example.com/v1";
  for (const answer of [gone, removed, page])
    expect(answer).toMatchObject({ code: 500, body: { message } });
  expect(list).toMatchObject({
    code: 429,
    body: {
      message: `storage is (re)initializing: failed to list example.com/v2, Kind=Widget: ${message}`,
    },
  });
  expect(two.code).toBe(200);
});

test("where the version of an owner does not know what the object holds, an apply is refused and a patch forgets the owners", async () => {
  const it = lab(widgets());
  const apply = (version: string): Promise<Response> => {
    const url = `https://cluster/apis/example.com/${version}/widgets/one?fieldManager=${version}`;
    const body = JSON.stringify({
      apiVersion: `example.com/${version}`,
      kind: "Widget",
      metadata: { name: "one" },
      spec: {},
    });
    const headers = { "Content-Type": "application/apply-patch+yaml" };
    const answering = createFetchHandler(it.cluster)(new URL(url), {
      method: "PATCH",
      headers,
      body,
    });
    it.simulation.runReady();
    return answering;
  };
  await ask(it, "POST", "v2/widgets", widget("v2", "one", { size: "3" }));

  const refused = await (await apply("v1")).json();
  const { body: read } = await ask(it, "GET", "v1/widgets/one");
  const { body: written } = await ask(it, "PUT", "v1/widgets/one", {
    ...read,
    spec: { size: "4" },
  });

  expect(refused).toMatchObject({ code: 500, message: ".spec.unit: field not declared in schema" });
  expect(read.metadata?.managedFields).toHaveLength(1);
  expect(written.metadata).not.toHaveProperty("managedFields");
});

test("a function converts what is written and read, lists and watches included", async () => {
  const conversions = {
    "widgets.example.com": (objects: readonly KubernetesObject[], version: string) =>
      objects.map((object) => converted(object, version)),
  };
  const it = lab(widgets(byWebhook), { conversions });

  await ask(it, "POST", "v2/widgets", widget("v2", "a", { length: "7" }));
  const one = await ask(it, "GET", "v1/widgets/a");
  const list = await ask(it, "GET", "v2/widgets");

  expect(one.body).toMatchObject({ apiVersion: "example.com/v1", spec: { size: "7", unit: "mm" } });
  expect(list.body).toMatchObject({
    items: [{ apiVersion: "example.com/v2", metadata: { name: "a" }, spec: { length: "7" } }],
  });
  expect(it.cluster.get("widgets.example.com", "a")).toMatchObject({ spec: { length: "7" } });
});

test("a function may convert in place", async () => {
  const conversions = {
    "widgets.example.com": (objects: readonly KubernetesObject[], version: string) =>
      objects.map((object) => Object.assign(object, converted(object, version))),
  };
  const it = lab(widgets(byWebhook), { conversions });
  await ask(it, "POST", "v1/widgets", widget("v1", "a", { size: "7" }));

  const list = await ask(it, "GET", "v2/widgets");
  const one = await ask(it, "GET", "v1/widgets/a");

  expect(list.body).toMatchObject({ items: [{ spec: { length: "7" } }] });
  expect(one).toMatchObject({ code: 200, body: { spec: { size: "7", unit: "cm" } } });
});

test.each([
  [
    "no objects",
    [],
    "conversion webhook for example.com/v2, Kind=Widget returned 0 objects, expected 1",
  ],
  [
    "another version",
    [widget("v2", "a", {})],
    "returned invalid object at index 0: invalid groupVersion (expected example.com/v1, received example.com/v2)",
  ],
  [
    "another name",
    [widget("v1", "b", {})],
    "returned invalid object: must have the same name: a != b",
  ],
])("a conversion that gives %s back fails what needs it", async (_, objects, message) => {
  const it = lab(widgets(byWebhook), { conversions: { "a/b": () => objects } });

  const { code, body } = await ask(it, "POST", "v2/widgets", widget("v2", "a", { length: "1" }));

  expect(code).toBe(500);
  expect(body.message).toContain(message);
});

/** A cluster whose webhook answers on the network, and what it was sent. */
function labWithNetwork() {
  const calls: WebhookCall[] = [];
  const client: NonNullable<WebhookOptions["client"]> = {
    send(call, done) {
      calls.push(call);
      const review = JSON.parse(call.body);
      const { uid, objects, desiredAPIVersion } = review.request;
      const response = {
        uid,
        result: { status: "Success" },
        convertedObjects: objects.map((one: KubernetesObject) => converted(one, desiredAPIVersion)),
      };
      queueMicrotask(() =>
        done({ kind: "answer", status: 200, body: JSON.stringify({ ...review, response }) }),
      );
      return () => undefined;
    },
  };
  const it = lab(widgets(byWebhook), { client });
  it.cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "a" } });
  const ports = [{ port: 443 }];
  it.cluster.create({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "b", namespace: "a" },
    spec: { ports },
  } as KubernetesObject);
  return { ...it, calls };
}

test("a webhook on the network is sent a review, once for what is the same, and those who watch have its answer", async () => {
  const { calls, ...it } = labWithNetwork();

  const made = await ask(it, "POST", "v2/widgets", widget("v2", "a", { length: "7" }));
  const again = await ask(it, "GET", "v2/widgets");

  expect(made).toMatchObject({ code: 201, body: { spec: { length: "7" } } });
  expect(again.body).toMatchObject({ items: [{ spec: { length: "7" } }] });
  // To the stored version, and from it to the other one.
  expect(calls.map(({ url, body }) => [url, JSON.parse(body).request.desiredAPIVersion])).toEqual([
    ["https://b.a.svc:443/convert?timeout=30s", "example.com/v1"],
    ["https://b.a.svc:443/convert?timeout=30s", "example.com/v2"],
  ]);
});

test("an object that comes again under the name of one that has gone is converted as itself", async () => {
  const it = labWithNetwork();
  const object = widget("v1", "a", { size: "7" });
  const first = await ask(it, "POST", "v1/widgets", object);
  await ask(it, "GET", "v2/widgets/a");
  await ask(it, "DELETE", "v1/widgets/a");
  const second = await ask(it, "POST", "v1/widgets", object);

  const { code, body } = await ask(it, "GET", "v2/widgets/a");

  expect(code).toBe(200);
  expect(body).toMatchObject({
    spec: { length: "7" },
    metadata: { uid: second.body.metadata?.uid },
  });
  expect(body.metadata?.uid).not.toBe(first.body.metadata?.uid);
});

test("who cannot reach the webhook, or cannot wait for it, is told", async () => {
  const it = lab(widgets(byWebhook));

  const { code, body } = await ask(it, "POST", "v2/widgets", widget("v2", "a", { length: "1" }));

  expect(code).toBe(500);
  expect(body.message).toBe(
    'conversion webhook for example.com/v2, Kind=Widget failed: Post "https://b.a.svc:443/convert?timeout=30s": service "b" not found',
  );
});
