import { enqueueObject, ReconcileLoop } from "@informerlab/core";
import { resources } from "@informerlab/core/kinds";
import { always, eventually } from "@informerlab/test";

const { configMaps } = resources.core.v1;
const annotation = "example.com/count";

/**
 * Notes on each ConfigMap how many keys it has. `writes` says how it writes back: "with its version" is refused when
 * the cache was behind; "without" is done, and puts back what a user has changed in the meantime.
 *
 * @param {"with its version" | "without"} writes
 * @returns {import("@informerlab/test").ControllerUnderTest}
 */
export function countingController(writes) {
  return { name: "counting", start: (program) => start(program, writes) };
}

async function start({ informers, client, environment }, writes) {
  const maps = informers.core.v1.configMaps.informer();
  const loop = new ReconcileLoop(environment, {
    name: "counting",
    reconcile: async (key) => {
      const map = maps.indexer.getByKey(key);
      if (map === undefined || isCounted(map)) return;
      const { resourceVersion, ...metadata } = map.metadata;
      const annotations = { ...metadata.annotations, [annotation]: count(map) };
      const version = writes === "without" ? {} : { resourceVersion };
      await client.update(configMaps, {
        ...map,
        metadata: { ...metadata, annotations, ...version },
      });
    },
  });
  maps.addEventHandler(enqueueObject(loop.queue));
  informers.start();
  await informers.waitForCacheSync();
  loop.start();
}

const count = ({ data = {} }) => String(Object.keys(data).length);
const isCounted = (map) => map.metadata.annotations?.[annotation] === count(map);
const mapWith = (data) => ({ apiVersion: "v1", kind: "ConfigMap", data });

/** What `informerlab-scenario found.yaml --program` runs: the controller, mended. */
export const controller = countingController("with its version");

/**
 * What users do, and what must hold.
 *
 * @type {import("@informerlab/test").ChaosOptions}
 */
export const options = {
  users: [
    {
      resource: "configmaps",
      namespace: "default",
      variants: [mapWith({}), mapWith({ a: "1" }), mapWith({ a: "1", b: "2" })],
    },
  ],
  invariants: [
    always("a user's data is never put back", ({ commit, commits }) => {
      if (commit?.by !== "counting") return true;
      const before = commits.filter(({ key, by }) => key === commit.key && by === "user").at(-1);
      return JSON.stringify(before?.object.data) === JSON.stringify(commit.object.data);
    }),
    eventually("every map is counted", ({ list }) => list(configMaps).every(isCounted)),
  ],
};
