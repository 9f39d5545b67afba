import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findHomeDir, type KubeConfig } from "@kubernetes/client-node";
import { inClusterConfig, isInPod, namespaceOfPod, serviceAccountFolder } from "./in-cluster.ts";
import { KubeConfigError } from "./kube-config-error.ts";
import { type MergedKubeConfig, readKubeConfigFiles } from "./kube-config-file.ts";
import { type LoadedKubeConfig, loadedKubeConfig } from "./loaded-kube-config.ts";
import type { Variables } from "./proxy-environment.ts";

/**
 * Reads a kubeconfig as kubectl does: the file given, else the files of the variable KUBECONFIG, else `~/.kube/config`,
 * else the service account of the pod this runs in. What client-node's own loading leaves out of it is kept: token
 * files, impersonated groups, exec plugins whole.
 *
 * @throws KubeConfigError when there is none, when it cannot be read or understood, or when its current context asks for
 * something that contradicts itself or is not supported.
 */
export function loadKubeConfig(file?: string): LoadedKubeConfig {
  const surroundings = { variables: process.env, home: findHomeDir() ?? "~", serviceAccountFolder };
  return loadKubeConfigIn(surroundings, file);
}

/** What a program finds around it. */
export interface Surroundings {
  readonly variables: Variables;
  /** The user's folder. */
  readonly home: string;
  /** Where the kubelet would put a service account. */
  readonly serviceAccountFolder: string;
}

/** {@link loadKubeConfig} in these surroundings. */
export function loadKubeConfigIn(surroundings: Surroundings, file?: string): LoadedKubeConfig {
  const kubeConfig = load(surroundings, file);
  // Whatever is wrong with the current context is said now, not with the first request.
  void kubeConfig.access;
  return kubeConfig;
}

function load(
  { variables, home, serviceAccountFolder: folder }: Surroundings,
  file: string | undefined,
): LoadedKubeConfig {
  if (file !== undefined) return loadedKubeConfig(readKubeConfigFiles([file], file));
  const inPod = isInPod(variables, folder) ? () => inClusterConfig(variables, folder) : undefined;
  const variable = variables["KUBECONFIG"] ?? "";
  const named = [...new Set(variable.split(delimiter).filter((path) => path !== ""))];
  const path = join(home, ".kube", "config");
  const files = named.length > 0 ? named : [path];
  const where = named.length > 0 ? `${variable} (from KUBECONFIG)` : path;
  const areThere = files.some((each) => existsSync(each));
  if (!areThere && inPod !== undefined) return inPod();
  if (!areThere && named.length === 0) {
    throw new KubeConfigError(
      `no kubeconfig: there is no ${path}, and the variable KUBECONFIG is not set; set it to the path of one`,
    );
  }
  const config = readKubeConfigFiles(files, where);
  // A kubeconfig that says nothing does not keep a pod from being one.
  if (inPod !== undefined && isEmpty(config)) return inPod();
  return loadedKubeConfig(
    config,
    inPod === undefined ? "default" : namespaceOfPod(variables, folder),
  );
}

function isEmpty({ currentContext, clusters, users, contexts }: MergedKubeConfig): boolean {
  return currentContext === "" && clusters.size + users.size + contexts.size === 0;
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
