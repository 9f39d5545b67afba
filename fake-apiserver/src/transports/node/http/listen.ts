import type { TraceFact, TraceSource } from "@informerlab/core/trace";
import type { FakeCluster } from "../../../fake-apiserver.ts";
import { AdminError } from "../../admin/admin-route.ts";
import { ClusterHost, type HostEnvironment } from "../../cluster-host.ts";
import { type LocalServer, type LocalServerOptions, startLocalServer } from "../local-server.ts";

/** Settings of {@link listen}. */
export type ListenOptions = LocalServerOptions;

/**
 * Serves a cluster of this process over HTTPS (or HTTP), on loopback and a free port unless told otherwise, with its
 * admin API: for other processes and other languages. Closed with the cluster.
 *
 * @throws the host's own error when the address cannot be taken.
 */
export async function listen(
  cluster: FakeCluster,
  options: ListenOptions = {},
): Promise<LocalServer> {
  let forget = (): void => {};
  const served = { host: hostOf(cluster), onClosed: () => forget() };
  const server = await startLocalServer(served, options);
  forget = cluster.onClose(() => server.close());
  return server;
}

/** A cluster that a program holds in its hands is put back to its beginning, never replaced. */
function hostOf(cluster: FakeCluster): ClusterHost {
  const { environment } = cluster.apiserver;
  return new ClusterHost({
    environment: { ...environment, trace: sourceOf(environment.trace) },
    create({ watchCache }, replaced) {
      if (watchCache !== undefined) {
        throw new AdminError(
          409,
          "the watch cache is chosen by the program that made this cluster",
        );
      }
      replaced?.reset();
      return cluster;
    },
  });
}

function sourceOf(
  trace: FakeCluster["apiserver"]["environment"]["trace"],
): HostEnvironment["trace"] {
  if ("subscribe" in trace) return trace as HostEnvironment["trace"];
  const silent: TraceSource<TraceFact> = { subscribe: () => () => {} };
  return { ...trace, ...silent };
}
