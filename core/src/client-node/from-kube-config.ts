import type { KubeConfig } from "@kubernetes/client-node";
import type { Environment } from "../environment/environment.ts";
import { RestClient, type RestClientOptions } from "../source/rest-client.ts";
import { createSystemEnvironment } from "../system/system-environment.ts";
import { KubeConfigTransport, type KubeConfigTransportOptions } from "./kube-config-transport.ts";

/** Settings of {@link fromKubeConfig}. */
export interface FromKubeConfigOptions
  extends KubeConfigTransportOptions,
    Omit<RestClientOptions, "environment"> {
  /** Where informers of this client live. @defaultValue `createSystemEnvironment()` */
  readonly environment?: Environment;
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
  const { environment = createSystemEnvironment(), userAgent, ...rest } = options;
  const transport = new KubeConfigTransport(
    kubeConfig,
    userAgent === undefined ? {} : { userAgent },
  );
  return new RestClient(transport, { ...rest, environment });
}
