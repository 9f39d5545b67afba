import {
  enqueueObject,
  enqueueOwner,
  type Int64,
  isAlreadyExists,
  type KubernetesObject,
  type OwnerReference,
  ReconcileLoop,
} from "@informerlab/core";
import {
  type coreV1,
  resources,
  type TypedResource,
} from "@informerlab/core/kinds";
import {
  chaosTest,
  comesToRest,
  noOrphans,
  observedGeneration,
  type Program,
  specBelongsToUsers,
} from "@informerlab/test";
import { test } from "vitest";

interface Site extends KubernetesObject {
  spec?: { host: string };
  status?: { url?: string; observedGeneration?: Int64 };
}

const sites: TypedResource<Site> = {
  group: "example.com",
  version: "v1",
  resource: "sites",
  kind: "Site",
  isNamespaced: true,
};
const { configMaps } = resources.core.v1;

/** Makes a ConfigMap for each Site, and tells its URL. */
async function start({ informers, client, environment }: Program) {
  const informer = informers.forResource(sites).informer();
  const maps = informers.core.v1.configMaps.informer();
  const loop = new ReconcileLoop(environment, {
    name: "sites",
    reconcile: async (key) => {
      const site = informer.indexer.getByKey(key);
      if (site?.metadata === undefined) return;
      const { name = "", uid = "", generation = 0 } = site.metadata;
      const owner = { apiVersion: "example.com/v1", kind: "Site", name, uid };
      try {
        // By a name that follows from the uid nothing is made twice.
        if (maps.indexer.getByKey(`default/site-${uid}`) === undefined)
          await client.create(configMaps, mapOf(owner));
      } catch (error) {
        if (!isAlreadyExists(error)) throw error;
      }
      if (site.status?.observedGeneration === generation) return;
      const url = `https://${site.spec?.host}`;
      const status = { ...site.status, url, observedGeneration: generation };
      // With the version that was read: a conflict is thrown, and tried again.
      await client.updateStatus(sites, { ...site, status });
    },
  });
  informer.addEventHandler(enqueueObject(loop.queue));
  maps.addEventHandler(
    enqueueOwner(loop.queue, { kind: "Site", group: "example.com" }),
  );
  informers.start();
  await informers.waitForCacheSync();
  loop.start();
}

const mapOf = (owner: OwnerReference): coreV1.ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: {
    namespace: "default",
    name: `site-${owner.uid}`,
    ownerReferences: [{ ...owner, controller: true }],
  },
});

const anything = {
  type: "object",
  "x-kubernetes-preserve-unknown-fields": true,
};
const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "sites.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "sites", singular: "site", kind: "Site" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: { spec: anything, status: anything },
          },
        },
      },
    ],
  },
};

const site = (host: string): Site => ({
  apiVersion: "example.com/v1",
  kind: "Site",
  spec: { host },
});

test("sites come to rest, whatever goes wrong", async () => {
  await chaosTest(
    { name: "sites", start },
    {
      kinds: [definition],
      users: [
        {
          resource: "sites.example.com",
          namespace: "default",
          variants: [site("a.example.com"), site("b.example.com")],
        },
      ],
      invariants: [
        specBelongsToUsers(sites),
        observedGeneration(sites),
        noOrphans({ children: configMaps, owners: sites }),
        comesToRest(),
      ],
      runs: 50,
    },
  );
}, 60_000);
