import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ClusterAccess } from "./cluster-access.ts";
import { KubeConfigError } from "./kube-config-error.ts";
import { LoadedKubeConfig } from "./loaded-kube-config.ts";
import type { Variables } from "./proxy-environment.ts";

/** Where the kubelet puts a pod's service account. */
export const serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * The service account of the pod this runs in; its token and CA are read anew as the kubelet rotates them.
 *
 * @throws KubeConfigError outside a pod.
 * @see client-go rest/config.go InClusterConfig
 */
export function inClusterConfig(
  variables: Variables,
  folder: string = serviceAccountFolder,
): LoadedKubeConfig {
  const host = variables["KUBERNETES_SERVICE_HOST"] ?? "";
  const port = variables["KUBERNETES_SERVICE_PORT"] ?? "";
  const tokenFile = join(folder, "token");
  if (host === "" || port === "" || !existsSync(tokenFile)) {
    throw new KubeConfigError(
      `this is no pod: there must be ${tokenFile}, and the variables KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT`,
    );
  }
  const server = `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const caFile = join(folder, "ca.crt");
  const namespace = textOf(join(folder, "namespace")) || "default";
  const access: ClusterAccess = {
    server,
    namespace,
    tls: {
      serverName: "",
      skipsVerification: false,
      ca: () => (existsSync(caFile) ? readFileSync(caFile) : undefined),
    },
    proxyUrl: "",
    user: {
      whose: "the service account of this pod",
      token: "",
      tokenFile,
      username: "",
      password: "",
      certificate: () => undefined,
      impersonation: undefined,
      exec: undefined,
    },
  };
  const name = "in-cluster";
  return new LoadedKubeConfig(() => access, {
    currentContext: name,
    clusters: [{ name, server, skipTLSVerify: false, caFile }],
    users: [{ name, authProvider: { name: "tokenFile", config: { tokenFile } } }],
    contexts: [{ name, cluster: name, user: name, namespace }],
  });
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8").trim() : "";
}
