import { Selector } from "../api/label-selector.ts";
import type { KubernetesObject } from "../api/object.ts";
import { type GroupVersionResource, resourceNameOf } from "../api/resource.ts";
import { failureStatus, StatusError } from "../api/status-error.ts";
import { namespaceIndex } from "./index-functions.ts";
import type { IndexerReader } from "./indexer.ts";
import type { StoreReader } from "./store.ts";

/** The part of a resource that a NotFound names. */
export type GroupResource = Pick<GroupVersionResource, "group" | "resource">;

/**
 * Every object of a store that the selector chooses, in no order to rely on (LI-1).
 *
 * @see client-go tools/cache/listers.go ListAll
 */
export function listAll<T extends KubernetesObject>(
  store: StoreReader<T>,
  selector: Selector,
): readonly T[] {
  if (selector.isNothing) return [];
  const objects = store.list();
  return selector.isEverything
    ? objects
    : objects.filter((object) => selector.matches(object.metadata?.labels));
}

/**
 * Every object of a namespace that the selector chooses; the empty namespace is all of them. By the index named
 * `namespace`; without one all objects are walked, and `warn` is told (LI-2).
 *
 * @see client-go tools/cache/listers.go ListAllByNamespace
 */
export function listAllByNamespace<T extends KubernetesObject>(
  indexer: IndexerReader<T>,
  namespace: string,
  selector: Selector,
  warn?: (message: string) => void,
): readonly T[] {
  if (namespace === "" || selector.isNothing) return listAll(indexer, selector);
  if (Object.hasOwn(indexer.getIndexers(), namespaceIndex)) {
    const objects = indexer.byIndex(namespaceIndex, namespace);
    return selector.isEverything
      ? objects
      : objects.filter((object) => selector.matches(object.metadata?.labels));
  }
  warn?.(
    `the cache has no index named "${namespaceIndex}": listing the namespace ${namespace} walks all ${indexer.size} objects; add { ${namespaceIndex}: metaNamespaceIndexFunction }`,
  );
  return listAll(indexer, selector).filter((object) => object.metadata?.namespace === namespace);
}

/**
 * Reads the cache of an informer. What it gives are the cached objects themselves: shared, never to be changed (LI-4).
 * Empty until the informer was started and has synced (FA-7).
 *
 * @see client-go tools/cache/listers.go
 */
export class Lister<T extends KubernetesObject = KubernetesObject> {
  readonly #indexer: IndexerReader<T>;
  readonly #resource: GroupResource;
  readonly #warn: ((message: string) => void) | undefined;

  /** `warn` is told when a namespace cannot be listed by index. */
  constructor(
    indexer: IndexerReader<T>,
    resource: GroupResource,
    warn?: (message: string) => void,
  ) {
    this.#indexer = indexer;
    this.#resource = resource;
    this.#warn = warn;
  }

  /** LI-1. @defaultValue `Selector.everything()` */
  list(selector: Selector = Selector.everything()): readonly T[] {
    return listAll(this.#indexer, selector);
  }

  /** Reads one namespace; the empty text is all of them. */
  byNamespace(namespace: string): NamespaceLister<T> {
    return new NamespaceLister({
      indexer: this.#indexer,
      resource: this.#resource,
      namespace,
      warn: this.#warn,
    });
  }

  /**
   * LI-3: the object of that name, of a cluster-scoped resource. For namespaced ones ask {@link byNamespace}, or give
   * `namespace/name`.
   *
   * @throws StatusError with reason NotFound.
   */
  get(name: string): T {
    return getByKey(this.#indexer, this.#resource, { key: name, name });
  }
}

/** Reads the objects of one namespace in the cache of an informer. */
export class NamespaceLister<T extends KubernetesObject = KubernetesObject> {
  readonly namespace: string;
  readonly #indexer: IndexerReader<T>;
  readonly #resource: GroupResource;
  readonly #warn: ((message: string) => void) | undefined;

  constructor(options: {
    readonly indexer: IndexerReader<T>;
    readonly resource: GroupResource;
    readonly namespace: string;
    readonly warn?: ((message: string) => void) | undefined;
  }) {
    this.namespace = options.namespace;
    this.#indexer = options.indexer;
    this.#resource = options.resource;
    this.#warn = options.warn;
  }

  /** LI-2. @defaultValue `Selector.everything()` */
  list(selector: Selector = Selector.everything()): readonly T[] {
    return listAllByNamespace(this.#indexer, this.namespace, selector, this.#warn);
  }

  /** LI-3. @throws StatusError with reason NotFound. */
  get(name: string): T {
    const key = this.namespace === "" ? name : `${this.namespace}/${name}`;
    return getByKey(this.#indexer, this.#resource, { key, name });
  }
}

/** The StatusError that a server would answer for an object that does not exist. */
export function notFoundError({ group, resource }: GroupResource, name: string): StatusError {
  return new StatusError(
    failureStatus({
      code: 404,
      reason: "NotFound",
      message: `${resourceNameOf({ group, resource })} ${JSON.stringify(name)} not found`,
      details: { ...(group === "" ? {} : { group }), kind: resource, name },
    }),
  );
}

function getByKey<T extends KubernetesObject>(
  indexer: IndexerReader<T>,
  resource: GroupResource,
  { key, name }: { readonly key: string; readonly name: string },
): T {
  const object = indexer.getByKey(key);
  if (object === undefined) throw notFoundError(resource, name);
  return object;
}
