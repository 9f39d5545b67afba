import type { KubernetesObject } from "@informerlab/core";

/** What an event is to its reader: one whose object has no name is an error, for nothing can be kept under it. */
export function usableType(event: { readonly type: string; readonly object: unknown }): string {
  const { type, object } = event;
  if (type === "BOOKMARK" || type === "ERROR") return type;
  const { metadata } = (object ?? {}) as KubernetesObject;
  return (metadata?.name ?? "") === "" ? "ERROR" : type;
}
