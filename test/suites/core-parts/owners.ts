import {
  deletedObject,
  enqueueOwner,
  FilteringResourceEventHandler,
  type KubernetesObject,
  ReconcileLoop,
} from "@informerlab/core";
import { type coreV1, resources } from "@informerlab/core/kinds";
import { type ChaosOptions, type ControllerUnderTest, eventually } from "@informerlab/test";
import { configMap } from "./users.ts";

const { configMaps, secrets } = resources.core.v1;
const listKey = "kube-public/web";

/** Parts of the core that turn notifications into work. */
export interface OwnersParts {
  readonly owner: typeof enqueueOwner;
  readonly createFilter: (
    ...given: ConstructorParameters<typeof FilteringResourceEventHandler<coreV1.Secret>>
  ) => FilteringResourceEventHandler<coreV1.Secret>;
}

/**
 * Says of each config map which secrets it owns, and of all which of them are for the web. Users give secrets to others
 * and take their label away.
 */
export function owners(parts: Partial<OwnersParts> = {}): ControllerUnderTest {
  const {
    owner = enqueueOwner,
    createFilter = (...given) => new FilteringResourceEventHandler<coreV1.Secret>(...given),
  } = parts;
  return {
    name: "owners",
    async start({ informers, client, environment, sleep }) {
      const maps = informers.core.v1.configMaps.informer();
      const owned = informers.core.v1.secrets.informer();
      const web = new Set<string>();
      const loop = new ReconcileLoop(environment, {
        name: "owners",
        reconcile: async (key) => {
          const map = maps.indexer.getByKey(key);
          if (map === undefined) return;
          const value = namesOf(owned.indexer.list().filter((secret) => isOf(secret, map)));
          if (map.data?.["value"] !== value)
            await client.patch(configMaps, key, { data: { value } });
        },
      });
      owned.addEventHandler(owner(loop.queue, { kind: "ConfigMap" }));
      owned.addEventHandler(
        createFilter((secret) => deletedObject(secret)?.metadata?.labels?.["app"] === "web", {
          onAdd: ({ metadata }) => void web.add(metadata?.name ?? ""),
          onDelete: (secret) => void web.delete(deletedObject(secret)?.metadata?.name ?? ""),
        }),
      );
      // What was taken away while the process was down nobody tells it: it looks at each map when it starts.
      maps.addEventHandler({
        onAdd: ({ metadata }) => loop.queue.add(`${metadata?.namespace}/${metadata?.name}`),
      });
      informers.start();
      await informers.waitForCacheSync();
      loop.start();
      for (;;) {
        const data = { value: [...web].sort().join() };
        await client.patch(configMaps, listKey, { data }).catch(() => undefined);
        await sleep(1000);
      }
    },
  };
}

function isOf({ metadata }: KubernetesObject, map: KubernetesObject): boolean {
  return metadata?.ownerReferences?.some(({ uid }) => uid === map.metadata?.uid) ?? false;
}

function namesOf(objects: readonly KubernetesObject[]): string {
  return objects
    .map(({ metadata }) => metadata?.name ?? "")
    .sort()
    .join();
}

const ownedBy = (name: string): Readonly<Record<string, unknown>> => ({
  metadata: {
    ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name, controller: true }],
  },
});

/** Two maps that stay, secrets that change hands. */
export const ownersRules: ChaosOptions = {
  objects: [
    ...["a", "b"].map((name) => ({ ...configMap(""), metadata: { name, namespace: "default" } })),
    { ...configMap(""), metadata: { namespace: "kube-public", name: "web" } },
  ],
  users: [
    {
      resource: "secrets",
      namespace: "default",
      names: ["s", "t", "u"],
      variants: [{ apiVersion: "v1", kind: "Secret", metadata: { labels: { app: "web" } } }],
      changes: [
        ownedBy("a"),
        ownedBy("b"),
        { metadata: { ownerReferences: [] } },
        { metadata: { labels: { app: null } } },
      ],
    },
  ],
  invariants: [
    eventually("each map names what it owns", ({ list }) => {
      for (const map of list(configMaps, { namespace: "default" })) {
        const wanted = namesOf(list(secrets).filter((secret) => isOf(secret, map)));
        const told = map.data?.["value"] ?? "";
        if (wanted !== told) return `${map.metadata?.name} owns "${wanted}" and says "${told}"`;
      }
      return true;
    }),
    eventually("the list names what is for the web", ({ list, get }) => {
      const wanted = namesOf(list(secrets, { labelSelector: "app=web" }));
      const told = get<coreV1.ConfigMap>(configMaps, listKey)?.data?.["value"] ?? "";
      return wanted === told || `"${wanted}" are for the web, told are "${told}"`;
    }),
  ],
  seed: 1,
};
