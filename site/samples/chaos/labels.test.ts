import { enqueueObject, ReconcileLoop } from "@informerlab/core";
import { resources } from "@informerlab/core/kinds";
import { chaosTest, eventually, type Program } from "@informerlab/test";
import { test } from "vitest";

const { configMaps } = resources.core.v1;

/** Your controller, as its `main` would start it. */
async function start({ informers, client, environment }: Program) {
  const maps = informers.core.v1.configMaps.informer();
  const loop = new ReconcileLoop(environment, {
    name: "labels",
    reconcile: async (key) => {
      const map = maps.indexer.getByKey(key);
      if (map === undefined || map.metadata?.labels?.["seen"]) return;
      await client.patch(configMaps, key, {
        metadata: { labels: { seen: "yes" } },
      });
    },
  });
  maps.addEventHandler(enqueueObject(loop.queue));
  informers.start();
  await informers.waitForCacheSync();
  loop.start();
}

test("every config map is labelled, whatever goes wrong", async () => {
  await chaosTest(
    { name: "labels", start },
    {
      users: [
        {
          resource: "configmaps",
          namespace: "default",
          variants: [{ apiVersion: "v1", kind: "ConfigMap" }],
        },
      ],
      invariants: [
        eventually("all are labelled", ({ list }) =>
          list(configMaps).every(
            ({ metadata }) => metadata?.labels?.["seen"] === "yes",
          ),
        ),
      ],
      runs: 50,
    },
  );
}, 60_000);
