import type { KubeConfig } from "@kubernetes/client-node";
import type { Environment } from "../environment/environment.ts";
import { RestClient, type RestClientOptions } from "../source/rest-client.ts";
import { createSystemEnvironment } from "../system/system-environment.ts";
import { AccessTransport } from "./access-transport.ts";
import { KubeConfigTransport, type KubeConfigTransportOptions } from "./kube-config-transport.ts";
import { LoadedKubeConfig } from "./loaded-kube-config.ts";

/** Settings of {@link fromKubeConfig}. */
export interface FromKubeConfigOptions
  extends Omit<KubeConfigTransportOptions, "clock">,
    Omit<RestClientOptions, "environment"> {
  /** Where informers of this client live. @defaultValue `createSystemEnvironment()` */
  readonly environment?: Environment;
}

/**
 * A client for a `SharedInformerFactory` that reaches the cluster of a KubeConfig's current context: of one that
 * {@link loadKubeConfig} read with all that kubectl makes of it, of another with what `@kubernetes/client-node` kept
 * (no `tokenFile`, no `as-groups`, `as-uid` and `as-user-extra`, nothing told to exec plugins).
 *
 * @throws KubeConfigError when the current context names no cluster.
 */
export function fromKubeConfig(
  kubeConfig: KubeConfig,
  options: FromKubeConfigOptions = {},
): RestClient {
  const { environment = createSystemEnvironment(), userAgent = "informerlab", ...rest } = options;
  const { clock } = environment;
  const transport =
    kubeConfig instanceof LoadedKubeConfig
      ? new AccessTransport(kubeConfig.access, { userAgent, clock, variables: process.env })
      : new KubeConfigTransport(kubeConfig, { userAgent, clock });
  return new RestClient(transport, { ...rest, environment });
}
