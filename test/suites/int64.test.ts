import {
  createClientSet,
  type Int64,
  type KubernetesObject,
  RestClient,
  Selector,
  SharedInformerFactory,
  type TypedResource,
} from "@informerlab/core";
import { createSystemEnvironment, FetchTransport } from "@informerlab/core/system";
import { readTraceFile, TraceLineWriter, traceFileHeader } from "@informerlab/core/trace";
import { createCluster, createFetchHandler } from "@informerlab/fake-apiserver";
import { afterEach, expect, test } from "vitest";

interface Counter extends KubernetesObject {
  readonly spec: { readonly size: Int64; readonly sizes: readonly Int64[] };
}

const counters: TypedResource<Counter> = {
  group: "example.com",
  version: "v1",
  resource: "counters",
  kind: "Counter",
  isNamespaced: true,
};
const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: counters.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: counters, kind: Counter}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                size: {type: integer, format: int64}
                sizes: {type: array, items: {type: integer, format: int64}}
---
apiVersion: example.com/v1
kind: Counter
metadata: {name: a, namespace: default}
spec: {size: 9007199254740993, sizes: [1, -9007199254740993, 9223372036854775807]}
`;
const sizes = [1, -9007199254740993n, 9223372036854775807n];

/** Everything between the two is the JSON of their wire. */
function startProgram() {
  const environment = createSystemEnvironment();
  const trace = [traceFileHeader()];
  const writer = new TraceLineWriter();
  environment.trace.subscribe((record) => void trace.push(...writer.linesOf(record)));
  const transport = new FetchTransport({
    server: "http://fake",
    fetch: createFetchHandler(createCluster({ objects: definition })),
  });
  const client = new RestClient(transport, { environment });
  const factory = new SharedInformerFactory(client, { resyncPeriodMs: 0 });
  const resource = factory.forResource(counters);
  const [informer, lister] = [resource.informer(), resource.lister()];
  factory.start();
  return {
    factory,
    informer,
    lister,
    trace,
    clients: createClientSet(client),
  };
}

let program: ReturnType<typeof startProgram> | undefined;

afterEach(async () => {
  await program?.factory[Symbol.asyncDispose]();
});

test("an int64 keeps its value from the server to the lister, and from every write back", async () => {
  program = startProgram();
  const { factory, informer, lister, clients } = program;
  const client = clients.forResource(counters).inNamespace("default");
  const sizeOnceWritten = async ({ metadata }: Counter): Promise<Int64 | undefined> => {
    await informer.waitForResourceVersion(metadata?.resourceVersion ?? "");
    return lister.byNamespace("default").get("a").spec.size;
  };
  await factory.waitForCacheSync();

  const [cached] = lister.list(Selector.everything());
  expect(cached?.spec).toEqual({ size: 9007199254740993n, sizes });

  const updated = await client.update({
    ...(cached as Counter),
    spec: { size: -(2n ** 63n), sizes },
  });
  expect(await sizeOnceWritten(updated)).toBe(-(2n ** 63n));

  const merged = await client.patch("a", { spec: { size: 2n ** 53n + 3n } });
  expect(await sizeOnceWritten(merged)).toBe(2n ** 53n + 3n);

  const operations = [
    { op: "test", path: "/spec/size", value: 2n ** 53n + 3n },
    { op: "replace", path: "/spec/size", value: 2n ** 53n + 5n },
  ];
  const patched = await client.patch("a", operations, { type: "json" });
  expect(await sizeOnceWritten(patched)).toBe(2n ** 53n + 5n);

  const applied = await client.apply(
    { metadata: { name: "a" }, spec: { size: 2n ** 53n + 7n, sizes } },
    { fieldManager: "test", force: true },
  );
  expect(await sizeOnceWritten(applied)).toBe(2n ** 53n + 7n);
  expect(applied.spec.sizes).toEqual(sizes);
});

test("a trace of such objects can be written and read", async () => {
  program = startProgram();
  await program.factory.waitForCacheSync();

  const { records } = readTraceFile(program.trace.join("\n"));

  const spoken = records.flatMap(({ fact }) => ("object" in fact ? [fact.object] : []));
  expect(spoken).toContainEqual(
    expect.objectContaining({ spec: { size: 9007199254740993n, sizes } }),
  );
});
