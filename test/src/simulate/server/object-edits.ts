import type { KubernetesObject } from "@informerlab/core";

/** Annotation that an `update` raises. */
const editAnnotation = "scenario/edit";

export function withEdit(object: KubernetesObject): KubernetesObject {
  const edits = Number(object.metadata?.annotations?.[editAnnotation] ?? 0) + 1;
  const annotations = { ...object.metadata?.annotations, [editAnnotation]: String(edits) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

export function withoutFinalizers({ metadata, ...object }: KubernetesObject): KubernetesObject {
  const { finalizers: _removed, ...rest } = metadata ?? {};
  return { ...object, metadata: rest };
}

export function withLabels(
  object: KubernetesObject,
  changes: Readonly<Record<string, string | null>>,
): KubernetesObject {
  const labels: Record<string, string> = { ...object.metadata?.labels };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete labels[name];
    else labels[name] = value;
  }
  return { ...object, metadata: { ...object.metadata, labels } };
}
