import {
  createCluster,
  type FakeCluster,
  patchFetch,
} from "@informerlab/fake-apiserver";

/** For `beforeEach` of a story: a cluster of its own, which is gone when the story is left. */
export function withCluster(prepare: (cluster: FakeCluster) => void) {
  return (): (() => Promise<void>) => {
    const cluster = createCluster();
    prepare(cluster);
    const undo = patchFetch(cluster, globalThis, { baseUrl: "/k8s" });
    return async () => {
      undo();
      await cluster[Symbol.asyncDispose]();
    };
  };
}
