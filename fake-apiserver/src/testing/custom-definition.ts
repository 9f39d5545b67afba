import type { KubernetesObject } from "@informerlab/core";

/** A kind of one's own, as tests write it. */
interface CustomKind {
  /** @defaultValue Widget */
  readonly kind?: string;
  /** @defaultValue example.com */
  readonly group?: string;
  /** @defaultValue Cluster */
  readonly scope?: "Cluster" | "Namespaced";
  readonly versions: readonly object[];
  readonly conversion?: object;
}

/** The definition of that kind. */
export function customDefinition({
  kind = "Widget",
  group = "example.com",
  scope = "Cluster",
  ...spec
}: CustomKind): KubernetesObject {
  const plural = `${kind.toLowerCase()}s`;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: { group, scope, names: { plural, kind }, ...spec },
  } as KubernetesObject;
}

/** A version that is served; `v1` is the one that is stored. */
export function customVersion(name: string, openAPIV3Schema: object, more: object = {}): object {
  return { name, served: true, storage: name === "v1", schema: { openAPIV3Schema }, ...more };
}
