import { createCluster } from "@informerlab/fake-apiserver";
import { listen, openApiDescriptions } from "@informerlab/fake-apiserver/node";
import type { RawServer } from "./ask-all.ts";

/** The server of this package on a port of its own, as the real one is asked: without a controller manager. */
export async function startOwnServer(): Promise<RawServer & AsyncDisposable> {
  const cluster = createCluster({
    openApiDescriptions,
    tokens: [
      { token: "oracle", name: "oracle-admin", uid: "oracle-uid", groups: ["system:masters"] },
      { token: "alice", name: "alice", uid: "alice-uid", groups: ["dev"] },
    ],
    controllers: { namespaces: false, gc: false, flowSchemas: false, serviceAccounts: false },
  });
  const { url } = await listen(cluster);
  return {
    url,
    token: "oracle",
    [Symbol.asyncDispose]: () => cluster.close(),
  };
}
