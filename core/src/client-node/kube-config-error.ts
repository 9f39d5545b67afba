import type { KubeConfig } from "@kubernetes/client-node";
import { messageOf } from "../environment/message-of.ts";

/** A kubeconfig cannot be used. The message says which part of it, and what would be right. */
export class KubeConfigError extends Error {
  override readonly name = "KubeConfigError";
}

/** The error for credentials that could not be had: the plugin, file or setting that failed, and of which user. */
export function credentialsError(kubeConfig: KubeConfig, cause: unknown): KubeConfigError {
  const user = kubeConfig.getCurrentUser();
  const whose = `kubeconfig user ${JSON.stringify(user?.name ?? "")}`;
  const command = (user?.exec as { readonly command?: unknown } | undefined)?.command;
  const { code, path, syscall } = (cause ?? {}) as {
    readonly code?: unknown;
    readonly path?: unknown;
    readonly syscall?: unknown;
  };
  const reason = firstLineOf(cause);
  if (typeof syscall === "string" && syscall.startsWith("spawn")) {
    const what =
      code === "ENOENT" ? "is not installed, or not on the PATH" : `cannot be started (${reason})`;
    return new KubeConfigError(
      `the exec plugin ${JSON.stringify(command ?? path)} of ${whose} ${what}`,
      { cause },
    );
  }
  if (typeof code === "string" && typeof path === "string") {
    return new KubeConfigError(
      `the kubeconfig names the file ${path}, which cannot be read (${code})`,
      { cause },
    );
  }
  if (reason.startsWith("HTTP protocol is not allowed")) {
    const server = kubeConfig.getCurrentCluster()?.server ?? "";
    return new KubeConfigError(
      `the kubeconfig's server ${server} is plain HTTP, which client-node takes only with insecure-skip-tls-verify: true in the cluster`,
      { cause },
    );
  }
  const source =
    typeof command === "string" ? `: the exec plugin ${JSON.stringify(command)} failed` : "";
  return new KubeConfigError(
    `no credentials for ${whose}${source}: ${reason === "" ? "it said nothing" : reason}`,
    { cause },
  );
}

/** The first line of what an error says: exec plugins write long ones. */
export function firstLineOf(error: unknown): string {
  const text = messageOf(error);
  return text.trim().split("\n")[0] ?? "";
}
