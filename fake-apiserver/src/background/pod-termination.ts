import { type KubernetesObject, lane } from "@informerlab/core";
import { objectAfter } from "../storage/commit.ts";
import { actQuietly } from "./act-quietly.ts";
import type { Controller } from "./controller.ts";

const client = "kubelet";

/** Lets pods that are being deleted go when their grace is over: the part of a kubelet that deletions wait for. */
export const podTermination: Controller = {
  name: "pods",
  start: (server) => {
    const own = lane("controller/pods");
    const { clock } = server.environment;
    const cancels = new Map<string, () => void>();
    const consider = (key: string, pod: KubernetesObject | undefined): void => {
      cancels.get(key)?.();
      cancels.delete(key);
      const { deletionTimestamp, deletionGracePeriodSeconds = 0, uid } = pod?.metadata ?? {};
      if (deletionTimestamp === undefined || deletionGracePeriodSeconds === 0) return;
      const definition = server.registry.lookup("", "v1", "pods");
      if (definition === undefined) return;
      const [namespace, name] = key.split("/");
      const content = { gracePeriodSeconds: 0, preconditions: { uid } } as KubernetesObject;
      const delayMs = Date.parse(deletionTimestamp) - clock.now();
      const cancel = clock.after(delayMs, own, () => {
        cancels.delete(key);
        const body = { content, mediaType: "application/json" };
        actQuietly(server, { verb: "delete", definition, namespace, name, client, body });
      });
      cancels.set(key, cancel);
    };
    const cancelAll = (): void => {
      for (const cancel of cancels.values()) cancel();
      cancels.clear();
    };
    const stopListening = server.storage.subscribe((commit) => {
      if (commit.resource === "pods") consider(commit.key, objectAfter(commit));
    });
    return {
      stop: () => {
        stopListening();
        cancelAll();
      },
      resync: () => {
        cancelAll();
        for (const { key, object } of server.storage.of("pods").listAll("")) consider(key, object);
      },
    };
  },
};
