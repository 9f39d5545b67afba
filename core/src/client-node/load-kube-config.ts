import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findHomeDir, type KubeConfig } from "@kubernetes/client-node";
import { inClusterConfig, serviceAccountFolder } from "./in-cluster.ts";
import { KubeConfigError } from "./kube-config-error.ts";
import { readKubeConfigFiles } from "./kube-config-file.ts";
import { type LoadedKubeConfig, loadedKubeConfig } from "./loaded-kube-config.ts";

/**
 * Reads a kubeconfig as kubectl does: the file given, else the files of the variable KUBECONFIG, else `~/.kube/config`,
 * else the service account of the pod this runs in. What client-node's own loading leaves out of it is kept: token
 * files, impersonated groups, exec plugins whole.
 *
 * @throws KubeConfigError when there is none, when it cannot be read or understood, or when its current context asks for
 * something that contradicts itself or is not supported.
 */
export function loadKubeConfig(file?: string): LoadedKubeConfig {
  const kubeConfig = load(file);
  // Whatever is wrong with the current context is said now, not with the first request.
  void kubeConfig.access;
  return kubeConfig;
}

function load(file: string | undefined): LoadedKubeConfig {
  if (file !== undefined) return loadedKubeConfig(readKubeConfigFiles([file], file));
  const variable = process.env["KUBECONFIG"] ?? "";
  const named = [...new Set(variable.split(delimiter).filter((path) => path !== ""))];
  if (named.length > 0)
    return loadedKubeConfig(readKubeConfigFiles(named, `${variable} (from KUBECONFIG)`));
  const path = join(findHomeDir() ?? "~", ".kube", "config");
  if (existsSync(path)) return loadedKubeConfig(readKubeConfigFiles([path], path));
  if (existsSync(join(serviceAccountFolder, "token"))) return inClusterConfig(process.env);
  throw new KubeConfigError(
    `no kubeconfig: there is no ${path}, and the variable KUBECONFIG is not set; set it to the path of one`,
  );
}

/**
 * The cluster that the current context names.
 *
 * @throws KubeConfigError when there is no such context or cluster; lists those that there are.
 */
export function currentClusterOf(
  kubeConfig: KubeConfig,
): NonNullable<ReturnType<KubeConfig["getCurrentCluster"]>> {
  const cluster = kubeConfig.getCurrentCluster();
  if (cluster?.server !== undefined) {
    if (/^https?:/.test(cluster.server) && URL.canParse(cluster.server)) return cluster;
    throw new KubeConfigError(
      `the kubeconfig has ${JSON.stringify(cluster.server)} as server of its cluster ${JSON.stringify(cluster.name)}; an address is wanted, such as https://127.0.0.1:6443`,
    );
  }
  const context = kubeConfig.getCurrentContext();
  const contexts = kubeConfig.getContexts() ?? [];
  if (contexts.length === 0) {
    throw new KubeConfigError(
      "the kubeconfig has no contexts: it needs clusters, users, contexts and current-context",
    );
  }
  const named = contexts.map(({ name }) => name).join(", ");
  if (context === undefined || context === "") {
    throw new KubeConfigError(`the kubeconfig has no current-context; choose one of: ${named}`);
  }
  const chosen = contexts.find(({ name }) => name === context);
  if (chosen === undefined) {
    throw new KubeConfigError(
      `the kubeconfig has no context ${JSON.stringify(context)}; it has: ${named}`,
    );
  }
  const clusters = (kubeConfig.getClusters() ?? []).map(({ name }) => name).join(", ");
  throw new KubeConfigError(
    `the kubeconfig has no cluster ${JSON.stringify(chosen.cluster)}, which its context ${JSON.stringify(context)} names; it has: ${clusters}`,
  );
}
