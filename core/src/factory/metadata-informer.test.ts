import { expect, test } from "vitest";
import type { TransformFunction } from "../cache/store.ts";
import { Simulation } from "../simulation/simulation.ts";
import { RestClient } from "../source/rest-client.ts";
import type { RestRequest, RestResponseObserver } from "../source/rest-transport.ts";
import { SharedInformerFactory } from "./shared-informer-factory.ts";

function cached(list: object, frame: object, transform: TransformFunction = (object) => object) {
  const environment = new Simulation();
  const requests: RestRequest[] = [];
  const transport = {
    server: "https://cluster",
    send: (request: RestRequest, observer: RestResponseObserver) => {
      requests.push(request);
      observer.responded({ status: 200, headers: { "content-type": "application/json" } });
      observer.text(request.isStream ? `${JSON.stringify(frame)}\n` : JSON.stringify(list));
      if (!request.isStream) observer.ended();
      return () => {};
    },
  };
  const factory = new SharedInformerFactory(new RestClient(transport, { environment }), {
    representation: "metadata",
    useWatchList: false,
    transform,
  });
  const informer = factory.core.v1.pods.informer();
  factory.start();
  environment.advanceBy(1000);
  informer.stop();
  return { requests, objects: informer.indexer.list() };
}

const metadata = (name: string) => ({ name, resourceVersion: "5", labels: { a: "b" } });

/** Of a server that knows nothing of metadata alone. */
const wholePods = [
  {
    kind: "PodList",
    apiVersion: "v1",
    metadata: { resourceVersion: "5" },
    items: [{ metadata: metadata("a"), spec: { nodeName: "n" } }],
  },
  { type: "ADDED", object: { kind: "Pod", apiVersion: "v1", metadata: metadata("b"), spec: {} } },
] as const;

test("only the metadata is asked for and kept", () => {
  const partial = { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1" };
  const { requests, objects } = cached(
    {
      kind: "PartialObjectMetadataList",
      apiVersion: "meta.k8s.io/v1",
      metadata: { resourceVersion: "5" },
      items: [{ ...partial, metadata: metadata("a") }],
    },
    { type: "ADDED", object: { ...partial, metadata: metadata("b") } },
  );

  expect(requests.map(({ headers }) => headers["accept"])).toEqual([
    "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
    "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
  ]);
  expect(objects).toEqual([
    { ...partial, metadata: metadata("a") },
    { ...partial, metadata: metadata("b") },
  ]);
});

test("of a server that sends whole objects the rest is thrown away", () => {
  const { objects } = cached(...wholePods);

  expect(objects.map((object) => Object.keys(object).sort())).toEqual([
    ["apiVersion", "kind", "metadata"],
    ["apiVersion", "kind", "metadata"],
  ]);
});

test("a transform is given the metadata alone, and what it takes away is not kept", () => {
  const { objects } = cached(
    ...wholePods,
    ({ kind: _kind, metadata: { labels: _labels, ...rest } = {}, ...others }) => ({
      ...others,
      metadata: rest,
    }),
  );

  expect(objects).toEqual(
    ["a", "b"].map((name) => ({
      apiVersion: "meta.k8s.io/v1",
      metadata: { name, resourceVersion: "5" },
    })),
  );
});
