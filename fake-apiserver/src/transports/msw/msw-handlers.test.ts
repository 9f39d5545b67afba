import { Simulation } from "@informerlab/core/simulation";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { mswHandlers } from "./msw-handlers.ts";
import { withShortWatches } from "./short-watches.ts";

const server = setupServer();

beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const node = (name: string) => ({ apiVersion: "v1", kind: "Node", metadata: { name } });

test("code that uses fetch lists and creates through msw", async () => {
  await using cluster = createCluster();
  server.use(...mswHandlers(cluster, { baseUrl: "https://api.example/k8s" }));

  const created = await fetch("https://api.example/k8s/api/v1/nodes", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(node("one")),
  });
  const list = await fetch("https://api.example/k8s/api/v1/nodes?limit=5");

  expect(created.status).toBe(201);
  expect(await list.json()).toMatchObject({ items: [{ metadata: { name: "one" } }] });
});

test("a watch streams through msw", async () => {
  await using cluster = createCluster();
  server.use(...mswHandlers(cluster, { baseUrl: "https://api.example" }));
  const response = await fetch("https://api.example/api/v1/nodes?watch=1");
  const reader = response.body!.getReader();

  cluster.create(node("one"));
  const { value } = await reader.read();
  await reader.cancel();

  expect(JSON.parse(new TextDecoder().decode(value))).toMatchObject({
    type: "ADDED",
    object: { metadata: { name: "one" } },
  });
});

test("a fault that msw cannot show is refused when it is added, or when msw comes", async () => {
  await using cluster = createCluster();
  mswHandlers(cluster, { baseUrl: "/k8s" });
  await using other = createCluster();
  other.faults.add({ do: { reset: "after-headers" } });

  expect(() => cluster.faults.add({ do: { reset: "after-headers" } })).toThrow(
    /the msw transport cannot express reset/,
  );
  expect(() => mswHandlers(other, { baseUrl: "/k8s" })).toThrow(/the msw transport cannot express/);
});

test("watches end after thirty seconds at most, for msw hides that a page has left", async () => {
  const environment = new Simulation();
  const cluster = createCluster({ environment });
  const handler = withShortWatches(cluster.apiserver, 30);
  const ends: number[] = [];
  for (const timeoutSeconds of ["10", "0", "600", undefined]) {
    handler.handle(
      {
        method: "GET",
        path: "/api/v1/nodes",
        query: [
          ["watch", "1"],
          ...(timeoutSeconds === undefined ? [] : [["timeoutSeconds", timeoutSeconds] as const]),
        ],
        headers: {},
        client: "unit",
      },
      ({ body }) => {
        if (body.kind !== "watch") throw new Error(body.kind);
        const start = environment.now();
        body.stream.start({ frame: () => {}, end: () => ends.push(environment.now() - start) });
      },
    );
  }

  environment.advanceBy(60_000);

  expect(ends).toEqual([10_000, 30_000, 30_000, 30_000]);
});

test("a base URL that is none is refused with an example", () => {
  expect(() => mswHandlers(createCluster(), { baseUrl: "k8s" })).toThrow(
    /baseUrl must be a URL such as "https:\/\/api\.example\/k8s" or a path such as "\/k8s"/,
  );
});
