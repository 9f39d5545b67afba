import type { KubernetesObject } from "@informerlab/core";

/** Of several objects marked as default the newest counts, and of those of one second the first by name. */
export function newestDefault(
  objects: readonly KubernetesObject[],
  annotations: readonly string[],
): KubernetesObject | undefined {
  const marked = objects.filter(({ metadata }) =>
    annotations.some((name) => metadata?.annotations?.[name] === "true"),
  );
  return marked.toSorted((a, b) => {
    const one = a.metadata?.creationTimestamp ?? "";
    const other = b.metadata?.creationTimestamp ?? "";
    if (one !== other) return one > other ? -1 : 1;
    return (a.metadata?.name ?? "") < (b.metadata?.name ?? "") ? -1 : 1;
  })[0];
}
