import type { KubeConfig } from "@kubernetes/client-node";
import type { Environment } from "../environment/environment.ts";
import { RestClient } from "../source/rest-client.ts";
import { createSystemEnvironment } from "../system/system-environment.ts";
import { KubeConfigTransport, type KubeConfigTransportOptions } from "./kube-config-transport.ts";

/** Settings of {@link fromKubeConfig}. */
export interface FromKubeConfigOptions extends KubeConfigTransportOptions {
  /** Where informers of this client live. @defaultValue `createSystemEnvironment()` */
  readonly environment?: Environment;
  /**
   * A watch that is silent for this many milliseconds is taken for half open and closed, and asked for again.
   *
   * @defaultValue none
   */
  readonly readDeadlineMs?: number;
}

/**
 * A client for a `SharedInformerFactory` that reaches the cluster of a KubeConfig's current context, with all that
 * `@kubernetes/client-node` makes of it.
 *
 * @throws KubeConfigError when the current context names no cluster.
 */
export function fromKubeConfig(
  kubeConfig: KubeConfig,
  options: FromKubeConfigOptions = {},
): RestClient {
  const { environment = createSystemEnvironment(), readDeadlineMs } = options;
  return new RestClient(new KubeConfigTransport(kubeConfig, options), {
    environment,
    ...(readDeadlineMs === undefined ? {} : { readDeadlineMs }),
  });
}
