import { type KubernetesObject, lane } from "@informerlab/core";
import { isTerminating } from "../admission/plugins/namespace-lifecycle.ts";
import type { Apiserver } from "../apiserver.ts";
import { actQuietly } from "./act-quietly.ts";
import { type Controller, react } from "./controller.ts";

/** What every namespace has. */
const owned = [
  {
    resource: "serviceaccounts",
    name: "default",
    client: "serviceaccount-controller",
    make: (namespace: string, _authority: string): KubernetesObject => ({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "default", namespace },
    }),
  },
  {
    resource: "configmaps",
    name: "kube-root-ca.crt",
    client: "root-ca-certificate-publisher",
    make: (namespace: string, authority: string) =>
      ({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: {
          name: "kube-root-ca.crt",
          namespace,
          annotations: {
            "kubernetes.io/description":
              "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.",
          },
        },
        data: { "ca.crt": authority },
      }) as KubernetesObject,
  },
] as const;

/**
 * Every namespace has its default service account and the authority of the server in a config map; who deletes them gets
 * them back.
 *
 * @see kubernetes pkg/controller/serviceaccount/serviceaccounts_controller.go, pkg/controller/certificates/rootcacertpublisher
 */
export const serviceAccounts: Controller = {
  name: "serviceAccounts",
  start: (server, reactionMs) => {
    const own = lane("controller/serviceaccounts");
    let isStopped = false;
    const consider = (namespace: string): void =>
      react(server, own, reactionMs, () => {
        if (!isStopped) complete(server, namespace);
      });
    // What is there at the beginning has all it needs before the first request.
    for (const { metadata } of server.grants.listAll("namespaces", undefined))
      complete(server, metadata?.name ?? "");
    const stop = server.storage.subscribe((commit) => {
      if (commit.resource === "namespaces" && commit.verb !== "delete") consider(commit.key);
      const isLost =
        commit.verb === "delete" &&
        owned.some(
          ({ resource, name }) => commit.resource === resource && commit.key.endsWith(`/${name}`),
        );
      if (isLost) consider(commit.key.slice(0, commit.key.indexOf("/")));
    });
    return {
      stop: () => {
        isStopped = true;
        stop();
      },
    };
  },
};

function complete(server: Apiserver, namespace: string): void {
  const found = server.stored("namespaces", namespace);
  if (found === undefined || isTerminating(found)) return;
  for (const { resource, name, client, make } of owned) {
    const definition = server.registry.lookup("", "v1", resource);
    if (definition === undefined || server.stored(resource, `${namespace}/${name}`) !== undefined)
      continue;
    actQuietly(server, {
      verb: "create",
      definition,
      namespace,
      client,
      body: { content: make(namespace, server.authority ?? ""), mediaType: "application/json" },
    });
  }
}
