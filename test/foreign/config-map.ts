import type { KubernetesObject } from "@informerlab/core";

/** Characters of one to four bytes: whoever decodes pieces of a text one by one cuts some of them. */
const text = "A é 数 🙂";

/** What informers watch. */
export function configMap(name: string, data: Readonly<Record<string, string>> = {}): ConfigMap {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "default" },
    data: { text, ...data },
  };
}

/** A config map as it is sent. */
export interface ConfigMap extends KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly data: Readonly<Record<string, string>>;
}
