import type { Indexers, KubernetesObject } from "@informerlab/core";

/** A small ConfigMap, as the Go program makes them. */
export interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Object `index`, in one of 100 namespaces and with one of 1000 labels. */
export function configMap(index: number, resourceVersion: number, app = "app"): ConfigMap {
  return {
    metadata: {
      namespace: `ns-${index % 100}`,
      name: `object-${index}`,
      uid: `uid-${index}`,
      resourceVersion: String(resourceVersion),
      labels: { app: `${app}-${index % 1000}` },
    },
    data: { val: String(resourceVersion) },
  };
}

/** As if they had come over the wire: parsed, so that they share nothing with each other. */
export function configMaps(count: number, firstVersion: number, app = "app"): ConfigMap[] {
  return Array.from({ length: count }, (_, index) =>
    JSON.parse(JSON.stringify(configMap(index, firstVersion + index, app))),
  );
}

/** The two indexes of every benchmark. */
export const indexers: Indexers<ConfigMap> = {
  namespace: (object) => [object.metadata?.namespace ?? ""],
  app: (object) => [object.metadata?.labels?.["app"] ?? ""],
};
