import type { TraceFact, TraceSource } from "@informerlab/core/trace";
import type { FakeCluster } from "../../fake-apiserver.ts";
import { AdminError } from "../admin/admin-route.ts";
import { ClusterHost, type HostEnvironment } from "../cluster-host.ts";
import { type LocalServer, type LocalServerOptions, startLocalServer } from "./local-server.ts";

/** Settings of {@link listen}. */
export type ListenOptions = LocalServerOptions;

/**
 * Serves a cluster of this process over HTTPS (or HTTP), on loopback and a free port unless told otherwise, with its
 * admin API: for other processes and other languages.
 *
 * @throws the host's own error when the address cannot be taken.
 */
export async function listen(
  cluster: FakeCluster,
  options: ListenOptions = {},
): Promise<LocalServer> {
  const { environment } = cluster.apiserver;
  let isMade = false;
  const host = new ClusterHost({
    environment: { ...environment, trace: sourceOf(environment.trace) },
    create: () => {
      if (isMade) {
        throw new AdminError(
          409,
          "this cluster belongs to the program that made it: make a fresh one there",
        );
      }
      isMade = true;
      return cluster;
    },
  });
  return startLocalServer(host, undefined, options);
}

function sourceOf(
  trace: HostEnvironment["trace"] | FakeCluster["apiserver"]["environment"]["trace"],
): HostEnvironment["trace"] {
  if ("subscribe" in trace) return trace;
  const silent: TraceSource<TraceFact> = { subscribe: () => () => {} };
  return { ...trace, ...silent };
}
