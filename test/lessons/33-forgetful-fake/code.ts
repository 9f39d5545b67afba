import type { FakeCluster } from "@informerlab/fake-apiserver";

/** Does something in the gap of a test's informer: after its list was answered, before its watch opens. */
export function inTheGap(cluster: FakeCluster, resource: string, act: () => void): void {
  const stop = cluster.requests.onChange(() => {
    if (cluster.requests.count({ verb: "list", resource }) === 0) return;
    stop();
    act();
  });
}
