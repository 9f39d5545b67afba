import { existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findHomeDir, KubeConfig } from "@kubernetes/client-node";
import { firstLineOf, KubeConfigError } from "./kube-config-error.ts";

const serviceAccountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/**
 * Reads a kubeconfig: the file given, else the files of the variable KUBECONFIG, else `~/.kube/config`, else the service
 * account of the pod this runs in. As `KubeConfig.loadFromDefault()`, with errors that say what to do.
 *
 * @throws KubeConfigError when there is none, or it cannot be read or understood.
 */
export function loadKubeConfig(file?: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  const { where, load } = sourceOf(kubeConfig, file);
  try {
    load();
  } catch (cause) {
    throw new KubeConfigError(`the kubeconfig ${where} ${complaintOf(cause)}`, { cause });
  }
  currentClusterOf(kubeConfig, where);
  return kubeConfig;
}

/**
 * The cluster that the current context names.
 *
 * @throws KubeConfigError when there is no such context or cluster; lists those that there are.
 */
export function currentClusterOf(
  kubeConfig: KubeConfig,
  where = "",
): NonNullable<ReturnType<KubeConfig["getCurrentCluster"]>> {
  const cluster = kubeConfig.getCurrentCluster();
  const subject = `the kubeconfig ${where}`.trim();
  if (cluster?.server !== undefined) {
    if (/^https?:/.test(cluster.server) && URL.canParse(cluster.server)) return cluster;
    throw new KubeConfigError(
      `${subject} has ${JSON.stringify(cluster.server)} as server of its cluster ${JSON.stringify(cluster.name)}; an address is wanted, such as https://127.0.0.1:6443`,
    );
  }
  const context = kubeConfig.getCurrentContext();
  const contexts = kubeConfig.getContexts() ?? [];
  if (contexts.length === 0) {
    throw new KubeConfigError(
      `${subject} has no contexts: it needs clusters, users, contexts and current-context`,
    );
  }
  const named = contexts.map(({ name }) => name).join(", ");
  if (context === undefined || context === "") {
    throw new KubeConfigError(`${subject} has no current-context; choose one of: ${named}`);
  }
  const chosen = contexts.find(({ name }) => name === context);
  if (chosen === undefined) {
    throw new KubeConfigError(
      `${subject} has no context ${JSON.stringify(context)}; it has: ${named}`,
    );
  }
  const clusters = (kubeConfig.getClusters() ?? []).map(({ name }) => name).join(", ");
  throw new KubeConfigError(
    `${subject} has no cluster ${JSON.stringify(chosen.cluster)}, which its context ${JSON.stringify(context)} names; it has: ${clusters}`,
  );
}

function sourceOf(
  kubeConfig: KubeConfig,
  file: string | undefined,
): { where: string; load: () => void } {
  if (file !== undefined) {
    return { where: file, load: () => loadFile(kubeConfig, file) };
  }
  const variable = process.env["KUBECONFIG"] ?? "";
  if (variable !== "") {
    const [first = ""] = variable.split(delimiter).filter((path) => path !== "");
    return {
      where: `${variable} (from KUBECONFIG)`,
      load: () => {
        mustBeFile(first);
        kubeConfig.loadFromDefault();
      },
    };
  }
  const path = join(findHomeDir() ?? "~", ".kube", "config");
  if (!existsSync(path) && !existsSync(serviceAccountToken)) {
    throw new KubeConfigError(
      `no kubeconfig: there is no ${path}, and the variable KUBECONFIG is not set; set it to the path of one`,
    );
  }
  return { where: path, load: () => kubeConfig.loadFromDefault() };
}

function loadFile(kubeConfig: KubeConfig, file: string): void {
  mustBeFile(file);
  kubeConfig.loadFromFile(file);
}

function mustBeFile(path: string): void {
  if (statSync(path).isDirectory()) throw Object.assign(new Error(path), { code: "EISDIR" });
}

function complaintOf(cause: unknown): string {
  const code = (cause as { readonly code?: unknown } | null)?.code;
  switch (code) {
    case "ENOENT":
      return "cannot be read: no such file";
    case "EACCES":
      return "cannot be read: permission denied";
    case "EISDIR":
      return "cannot be read: it is a directory";
    default:
      // What client-node says of an empty or scalar document is about its own insides.
      return cause instanceof TypeError
        ? "is no kubeconfig: expected YAML with clusters, users, contexts and current-context"
        : `cannot be understood: ${firstLineOf(cause)}`;
  }
}
