import { resources } from "@informerlab/core/kinds";
import { MemoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { eventually } from "@informerlab/test";
import { CoreV1Api, makeInformer } from "@kubernetes/client-node";

const { configMaps } = resources.core.v1;
/**
 * A controller on the informer of `@kubernetes/client-node`: it keeps the names of all config maps in one, `index`.
 * That informer stops for good at a connection that breaks and at a list that fails; whoever uses it must start it again.
 */
export function configMapIndex(restarting) {
  return { name: "index", start: (program) => start(program, restarting) };
}
async function start(program, restarting) {
  const { server, sleep, onEnd } = program;
  const kubeConfig = new MemoryKubeConfig(server);
  const api = kubeConfig.makeApiClient(CoreV1Api);
  const list = () => api.listNamespacedConfigMap({ namespace: "default" });
  const informer = makeInformer(kubeConfig, "/api/v1/namespaces/default/configmaps", list);
  const names = new Set();
  let isStale = true;
  const note = (change) => (map) => {
    const { name = "" } = map.metadata ?? {};
    if (name === "index") return;
    change(name);
    isStale = true;
  };
  informer.on(
    "add",
    note((name) => names.add(name)),
  );
  informer.on(
    "delete",
    note((name) => names.delete(name)),
  );
  let hasStopped = false;
  informer.on("error", () => {
    hasStopped = true;
  });
  onEnd(async () => {
    await informer.stop();
    await kubeConfig.close();
  });
  await informer.start().catch(() => {
    hasStopped = true;
  });
  for (;;) {
    if (hasStopped && restarting !== "never") {
      hasStopped = false;
      await informer.start().catch(() => {
        hasStopped = true;
      });
    }
    if (isStale) {
      isStale = false;
      await write([...names].sort()).catch(() => {
        isStale = true;
      });
    }
    await sleep(1000);
  }
  async function write(sorted) {
    const metadata = { name: "index", namespace: "default" };
    const data = { names: sorted.join(",") };
    const there = await api.readNamespacedConfigMap(metadata).catch((error) => {
      if (error.code === 404) return undefined;
      throw error;
    });
    if (there === undefined)
      await api.createNamespacedConfigMap({ namespace: "default", body: { metadata, data } });
    else await api.replaceNamespacedConfigMap({ ...metadata, body: { ...there, data } });
  }
}
const empty = { apiVersion: "v1", kind: "ConfigMap", data: {} };
/** What users do, and what must hold. */
export const options = {
  realIo: true,
  users: [
    { resource: "configmaps", namespace: "default", names: ["a", "b", "c"], variants: [empty] },
  ],
  invariants: [
    eventually("the index names every config map", ({ list, get }) => {
      const names = list(configMaps)
        .map(({ metadata }) => metadata?.name ?? "")
        .filter((name) => name !== "index")
        .join(",");
      const index = get(configMaps, "default/index")?.data?.["names"] ?? "";
      return index === names || `there are ${names || "none"}, the index says ${index || "none"}`;
    }),
  ],
};
//# sourceMappingURL=configmap-index.js.map
