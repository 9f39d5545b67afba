import type { Clock } from "@informerlab/core";
import { createSystemEnvironment } from "@informerlab/core/system";
import { type ClusterOptions, createCluster } from "@informerlab/fake-apiserver";
import { createWebhookClient, listen, openApiDescriptions } from "@informerlab/fake-apiserver/node";
import type { RawServer } from "./ask-all.ts";

/** What ends a request that waits: a watch of a second, and three for a revision that never comes. */
const waitMsMax = 3000;
const haste = 20;

/** The server of this package on a port of its own, as the real one is asked: without a controller manager. */
export async function startOwnServer(
  options: Partial<ClusterOptions> = {},
): Promise<RawServer & AsyncDisposable> {
  const environment = createSystemEnvironment();
  const cluster = createCluster({
    environment: { ...environment, clock: hasty(environment.clock) },
    openApiDescriptions,
    webhooks: { client: createWebhookClient() },
    tokens: [
      { token: "oracle", name: "oracle-admin", uid: "oracle-uid", groups: ["system:masters"] },
      { token: "alice", name: "alice", uid: "alice-uid", groups: ["dev"] },
    ],
    controllers: { namespaces: false, gc: false, flowSchemas: false, serviceAccounts: false },
    ...options,
  });
  const { url } = await listen(cluster);
  return {
    url,
    token: "oracle",
    [Symbol.asyncDispose]: () => cluster.close(),
  };
}

/** Ends waits of requests sooner, and leaves the time and what takes minutes as they are. */
function hasty(clock: Clock): Clock {
  return {
    now: () => clock.now(),
    after: (delayMs, lane, step) =>
      clock.after(delayMs > waitMsMax ? delayMs : delayMs / haste, lane, step),
  };
}
