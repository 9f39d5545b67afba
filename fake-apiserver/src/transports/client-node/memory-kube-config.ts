import type { Socket } from "node:net";
import { KubeConfig, type RequestContext } from "@kubernetes/client-node";
import { Agent } from "undici";
import type { FakeCluster } from "../../fake-apiserver.ts";
import { type MemoryServer, serveInMemory } from "../node/memory-server.ts";
import { handlerOf, type Servable } from "../request-handler.ts";

/** Settings of {@link MemoryKubeConfig}. */
export interface MemoryKubeConfigOptions {
  /** Bearer token that is sent; the cluster must know it. @defaultValue none */
  readonly token?: string;
  /** Default namespace of the context. @defaultValue "default" */
  readonly namespace?: string;
}

/**
 * A KubeConfig of `@kubernetes/client-node` that reaches the server in this process: no port is opened and no global is
 * patched. Lists, watches, aborts and broken connections behave as on a network, for HTTP is really spoken.
 */
export class MemoryKubeConfig extends KubeConfig implements AsyncDisposable {
  readonly #server: MemoryServer;
  readonly #agent: Agent;

  constructor(server: Servable, options: MemoryKubeConfigOptions = {}) {
    super();
    this.#server = serveInMemory(handlerOf(server));
    this.#agent = new Agent({
      connect: (_options, callback) => {
        // undici asks for a socket but uses only what every duplex stream has, and never expects it at once.
        const stream = this.#server.connect() as Socket;
        queueMicrotask(() => callback(null, stream));
      },
    });
    const { token, namespace = "default" } = options;
    const name = "fake-apiserver";
    this.loadFromOptions({
      // client-node takes plain HTTP only where TLS is not to be verified.
      clusters: [{ name, server: "http://fake-apiserver.memory", skipTLSVerify: true }],
      users: [{ name: "admin", ...(token === undefined ? {} : { token }) }],
      contexts: [{ name, cluster: name, user: "admin", namespace }],
      currentContext: name,
    });
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#server.connections;
  }

  override async applySecurityAuthentication(context: RequestContext): Promise<void> {
    await super.applySecurityAuthentication(context);
    context.setDispatcher(this.#agent);
  }

  /** Closes every connection; clients see their watches end. */
  async close(): Promise<void> {
    this.#server.close();
    await this.#agent.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** A {@link MemoryKubeConfig} for a cluster, closed with it; or close it, or use `await using`. */
export function memoryKubeConfig(
  cluster: FakeCluster,
  options: MemoryKubeConfigOptions = {},
): MemoryKubeConfig {
  const kubeConfig = new MemoryKubeConfig(cluster, options);
  cluster.onClose(() => kubeConfig.close());
  return kubeConfig;
}
