import { KubeConfig } from "@kubernetes/client-node";
import type { FakeCluster } from "../../fake-apiserver.ts";
import { type ListenOptions, listen } from "../node/http/listen.ts";
import type { LocalServer } from "../node/local-server.ts";

/** A KubeConfig that reaches a cluster of this process over a real socket. */
export class LoopbackKubeConfig extends KubeConfig implements AsyncDisposable {
  readonly server: LocalServer;

  constructor(server: LocalServer) {
    super();
    this.server = server;
    this.loadFromString(server.kubeconfig());
  }

  /** Stops the server. */
  close(): Promise<void> {
    return this.server.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Listens on a free port of the loopback interface and answers a KubeConfig for it: HTTPS unless told otherwise. */
export async function loopbackKubeConfig(
  cluster: FakeCluster,
  options: ListenOptions = {},
): Promise<LoopbackKubeConfig> {
  return new LoopbackKubeConfig(await listen(cluster, options));
}
