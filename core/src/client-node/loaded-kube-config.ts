import { type Cluster, type Context, KubeConfig, type User } from "@kubernetes/client-node";
import { type ClusterAccess, clusterAccessOf } from "./cluster-access.ts";
import type { MergedKubeConfig } from "./kube-config-file.ts";

/**
 * A KubeConfig that also knows what client-node's own reading leaves out. {@link fromKubeConfig} uses all of it; to
 * client-node's clients it is a KubeConfig like any other.
 */
export class LoadedKubeConfig extends KubeConfig {
  readonly #access: (context: string) => ClusterAccess;

  constructor(access: (context: string) => ClusterAccess, parts: KubeConfigParts) {
    super();
    this.#access = access;
    this.loadFromOptions(parts);
  }

  /** What the current context says. @throws KubeConfigError */
  get access(): ClusterAccess {
    return this.#access(this.getCurrentContext());
  }
}

/** What client-node keeps of a kubeconfig. */
export interface KubeConfigParts {
  readonly clusters: Cluster[];
  readonly users: User[];
  readonly contexts: Context[];
  readonly currentContext: string;
}

/** Makes one of what files said; `defaultNamespace` is that of contexts which name none. */
export function loadedKubeConfig(
  config: MergedKubeConfig,
  defaultNamespace = "default",
): LoadedKubeConfig {
  return new LoadedKubeConfig((context) => clusterAccessOf(config, context, defaultNamespace), {
    currentContext: config.currentContext,
    clusters: [...config.clusters.values()].map(({ name, fields }) => ({
      name,
      server: fields.text("server").replace(/(?<!\/)\/+$/, ""),
      skipTLSVerify: fields.flag("insecure-skip-tls-verify"),
      ...given("caData", fields.text("certificate-authority-data")),
      ...given("caFile", fields.path("certificate-authority")),
      ...given("tlsServerName", fields.text("tls-server-name")),
      ...given("proxyUrl", fields.text("proxy-url")),
    })),
    users: [...config.users.values()].map(({ name, fields }) => ({
      name,
      ...given("certData", fields.text("client-certificate-data")),
      ...given("certFile", fields.path("client-certificate")),
      ...given("keyData", fields.text("client-key-data")),
      ...given("keyFile", fields.path("client-key")),
      ...given("token", fields.text("token")),
      ...given("username", fields.text("username")),
      ...given("password", fields.text("password")),
      ...given("impersonateUser", fields.text("as")),
      ...(fields.value("exec") === undefined ? {} : { exec: fields.value("exec") }),
      ...(fields.value("auth-provider") === undefined
        ? {}
        : { authProvider: fields.value("auth-provider") as NonNullable<User["authProvider"]> }),
    })),
    contexts: [...config.contexts.values()].map(({ name, fields }) => ({
      name,
      cluster: fields.text("cluster"),
      user: fields.text("user"),
      ...given("namespace", fields.text("namespace")),
    })),
  });
}

function given<Name extends string>(name: Name, text: string): { [N in Name]?: string } {
  return (text === "" ? {} : { [name]: text }) as { [N in Name]?: string };
}
