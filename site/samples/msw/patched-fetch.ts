import { type FetchTarget, patchFetch } from "@informerlab/fake-apiserver";
import { cluster } from "./handlers.ts";

/** Without a service worker: watches stream for as long as they like and end when they are cancelled. */
export function startCluster(page: FetchTarget): () => void {
  return patchFetch(cluster, page, { baseUrl: "/k8s" });
}
