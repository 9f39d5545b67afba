import type { KubernetesObject } from "@informerlab/core";

/** The transform of scenarios: a copy without annotations, marked by a label. Doing it twice changes nothing more. */
export function trim(object: KubernetesObject): KubernetesObject {
  const { annotations: _annotations, ...metadata } = object.metadata ?? {};
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, trimmed: "yes" } } };
}
