import { expect, test } from "vitest";
import { Selector } from "../api/label-selector.ts";
import type { KubernetesObject } from "../api/object.ts";
import { isNotFound, type StatusError } from "../api/status-error.ts";
import { metaNamespaceIndexFunction } from "./index-functions.ts";
import { Indexer } from "./indexer.ts";
import { Lister, listAllByNamespace } from "./lister.ts";

const deployments = { group: "apps", resource: "deployments" };
const nodes = { group: "", resource: "nodes" };

function object(
  namespace: string,
  name: string,
  labels: Record<string, string> = {},
): KubernetesObject {
  return { metadata: { ...(namespace === "" ? {} : { namespace }), name, labels } };
}

const web = object("shop", "web", { app: "web" });
const cache = object("shop", "cache", { app: "cache" });
const mail = object("office", "mail", { app: "web" });

function indexerOf(
  objects: readonly KubernetesObject[],
  isIndexed = true,
): Indexer<KubernetesObject> {
  const indexer = new Indexer<KubernetesObject>({
    indexers: isIndexed ? { namespace: metaNamespaceIndexFunction } : {},
  });
  indexer.replace(objects, "1");
  return indexer;
}

test("LI-1: a list holds what the selector chooses; everything is the default, nothing is empty", () => {
  const lister = new Lister(indexerOf([web, cache, mail]), deployments);

  expect(lister.list()).toEqual([web, cache, mail]);
  expect(lister.list(Selector.parse("app=web"))).toEqual([web, mail]);
  expect(lister.list(Selector.nothing())).toEqual([]);
});

test("LI-1: nothing does not even read", () => {
  const unreadable = new Proxy(indexerOf([web]), {
    get: (_target, property) => {
      throw new Error(`read ${String(property)}`);
    },
  });

  expect(new Lister(unreadable, deployments).list(Selector.nothing())).toEqual([]);
  expect(new Lister(unreadable, deployments).byNamespace("shop").list(Selector.nothing())).toEqual(
    [],
  );
});

test.each([true, false])(
  "LI-2: a namespace is listed, by index or by walking (index: %s)",
  (isIndexed) => {
    const warnings: string[] = [];
    const lister = new Lister(indexerOf([web, cache, mail], isIndexed), deployments, (message) =>
      warnings.push(message),
    );

    expect(lister.byNamespace("shop").list()).toEqual([web, cache]);
    expect(lister.byNamespace("shop").list(Selector.parse("app!=web"))).toEqual([cache]);
    expect(lister.byNamespace("nowhere").list()).toEqual([]);
    expect(warnings.length).toBe(isIndexed ? 0 : 3);
  },
);

test("LI-2: the missing index is named with its remedy", () => {
  const warnings: string[] = [];

  listAllByNamespace(indexerOf([web], false), "shop", Selector.everything(), (message) =>
    warnings.push(message),
  );

  expect(warnings).toEqual([
    'the cache has no index named "namespace": listing the namespace shop walks all 1 objects; add { namespace: metaNamespaceIndexFunction }',
  ]);
});

test("LI-2: the empty namespace is all of them", () => {
  const lister = new Lister(indexerOf([web, mail]), deployments);

  expect(lister.byNamespace("").list()).toEqual([web, mail]);
});

test("LI-3: an object is found by namespace and name, a cluster-scoped one by name", () => {
  const node = object("", "node-a");

  expect(new Lister(indexerOf([web]), deployments).byNamespace("shop").get("web")).toBe(web);
  expect(new Lister(indexerOf([node]), nodes).get("node-a")).toBe(node);
});

test("LI-3: an absent object is NotFound, naming resource and name without the namespace", () => {
  const lister = new Lister(indexerOf([web]), deployments);
  let error: unknown;
  try {
    lister.byNamespace("office").get("web");
  } catch (thrown) {
    error = thrown;
  }

  expect(isNotFound(error)).toBe(true);
  expect((error as StatusError).message).toBe('deployments.apps "web" not found');
  expect((error as StatusError).status).toMatchObject({
    code: 404,
    details: { group: "apps", kind: "deployments", name: "web" },
  });
});

test("LI-4: what is listed are the cached objects themselves", () => {
  const lister = new Lister(indexerOf([web]), deployments);

  expect(lister.list()[0]).toBe(web);
});
