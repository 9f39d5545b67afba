import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ClusterAccess } from "./cluster-access.ts";
import { KubeConfigError } from "./kube-config-error.ts";
import { LoadedKubeConfig } from "./loaded-kube-config.ts";
import type { Variables } from "./proxy-environment.ts";

/** Where the kubelet puts a pod's service account. */
export const serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Whether a service account is there, and the variables that say where its server is. */
export function isInPod(variables: Variables, folder: string): boolean {
  const { host, port } = addressOf(variables);
  const token = join(folder, "token");
  return host !== "" && port !== "" && existsSync(token) && !statSync(token).isDirectory();
}

/** Where the pod runs: as its POD_NAMESPACE says, which its manifest may set, or its service account. */
export function namespaceOfPod(variables: Variables, folder: string): string {
  return variables["POD_NAMESPACE"] || textOf(join(folder, "namespace")) || "default";
}

function addressOf(variables: Variables): { readonly host: string; readonly port: string } {
  const host = variables["KUBERNETES_SERVICE_HOST"] ?? "";
  return { host, port: variables["KUBERNETES_SERVICE_PORT"] ?? "" };
}

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
  const { host, port } = addressOf(variables);
  const tokenFile = join(folder, "token");
  if (!isInPod(variables, folder)) {
    throw new KubeConfigError(
      `this is no pod: there must be ${tokenFile}, and the variables KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT`,
    );
  }
  const server = `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const caFile = join(folder, "ca.crt");
  const namespace = namespaceOfPod(variables, folder);
  const access: ClusterAccess = {
    server,
    namespace,
    tls: {
      serverName: "",
      skipsVerification: false,
      ca: () => certificatesIn(caFile),
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

/** Without the file the authorities that Node knows are trusted, as by client-go. @throws KubeConfigError when it holds none. */
function certificatesIn(file: string): Buffer | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file);
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new KubeConfigError(
    `${file} holds no certificate; the PEM of the cluster's authority is wanted`,
  );
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8").trim() : "";
}
