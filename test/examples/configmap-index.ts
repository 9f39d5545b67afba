import { type coreV1, resources } from "@informerlab/core/kinds";
import { MemoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import {
  type ChaosOptions,
  type ControllerUnderTest,
  eventually,
  type Program,
} from "@informerlab/test";
import { CoreV1Api, ListWatch, type V1ConfigMap, Watch } from "@kubernetes/client-node";

const { configMaps } = resources.core.v1;

/** What is done when the informer says that it stopped. */
type Restarting = "never" | "after every error";

/**
 * A controller on the informer of `@kubernetes/client-node`: it keeps the names of all config maps in one, `index`.
 * That informer stops for good at a connection that breaks and at a list that fails; whoever uses it must start it again.
 */
export function configMapIndex(restarting: Restarting): ControllerUnderTest {
  return { name: "index", start: (program) => start(program, restarting) };
}

async function start(program: Program, restarting: Restarting): Promise<void> {
  const { server, sleep, onEnd } = program;
  const kubeConfig = new MemoryKubeConfig(server);
  const api = kubeConfig.makeApiClient(CoreV1Api);
  const list = () => api.listNamespacedConfigMap({ namespace: "default" });
  const path = "/api/v1/namespaces/default/configmaps";
  // What makeInformer makes, with its waits in virtual time.
  const watch = new Watch(kubeConfig);
  const informer = new ListWatch<V1ConfigMap>(path, watch, list, false, undefined, undefined, {
    delayFn: sleep,
  });
  const names = new Set<string>();
  let isStale = true;
  const note = (change: (name: string) => void) => (map: V1ConfigMap) => {
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

  async function write(sorted: readonly string[]): Promise<void> {
    const metadata = { name: "index", namespace: "default" };
    const data = { names: sorted.join(",") };
    const there = await api
      .readNamespacedConfigMap(metadata)
      .catch((error: { readonly code?: number }) => {
        if (error.code === 404) return undefined;
        throw error;
      });
    if (there === undefined)
      await api.createNamespacedConfigMap({ namespace: "default", body: { metadata, data } });
    else await api.replaceNamespacedConfigMap({ ...metadata, body: { ...there, data } });
  }
}

const empty: coreV1.ConfigMap = { apiVersion: "v1", kind: "ConfigMap", data: {} };

/** What users do, and what must hold. */
export const options: ChaosOptions = {
  realIo: true,
  users: [
    { resource: "configmaps", namespace: "default", names: ["a", "b", "c"], variants: [empty] },
  ],
  invariants: [
    eventually("the index names every config map", ({ list, get }) => {
      const names = list<coreV1.ConfigMap>(configMaps)
        .map(({ metadata }) => metadata?.name ?? "")
        .filter((name) => name !== "index")
        .join(",");
      const index = get(configMaps, "default/index")?.data?.["names"] ?? "";
      return index === names || `there are ${names || "none"}, the index says ${index || "none"}`;
    }),
  ],
};
