import { CoreV1Api, type KubeConfig } from "@kubernetes/client-node";

/** How many Pods of a namespace are running; asks once more when the server is busy. */
export async function countRunningPods(kubeConfig: KubeConfig, namespace: string): Promise<number> {
  const api = kubeConfig.makeApiClient(CoreV1Api);
  const list = () => api.listNamespacedPod({ namespace });
  const { items } = await list().catch((error: { code?: number }) => {
    if (error.code === 429) return list();
    throw error;
  });
  return items.filter((pod) => pod.status?.phase === "Running").length;
}
