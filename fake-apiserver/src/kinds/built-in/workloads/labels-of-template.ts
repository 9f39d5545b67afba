import type { KubernetesObject } from "@informerlab/core";
import { objectOf, valueAt, withValueAt } from "../../../codec/json/plain-object.ts";

/** What is stored without labels, which a write of its status does, is read with those of its pods, as it is defaulted. */
export function withLabelsOfTemplate(stored: KubernetesObject): KubernetesObject {
  if (Object.keys(stored.metadata?.labels ?? {}).length > 0) return stored;
  const labels = objectOf(valueAt(stored, "spec", "template", "metadata", "labels"));
  return Object.keys(labels).length === 0
    ? stored
    : withValueAt(stored, ["metadata", "labels"], labels);
}
