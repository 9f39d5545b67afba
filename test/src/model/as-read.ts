import type { KubernetesObject, WatchEvent } from "@informerlab/core";

/** What an event is to its reader: one whose object has no name is an error, for nothing can be kept under it. */
export function asRead(event: WatchEvent<KubernetesObject>): WatchEvent<KubernetesObject> {
  const { type, object } = event;
  if (type === "BOOKMARK" || type === "ERROR" || (object.metadata?.name ?? "") !== "") return event;
  const causes = [{ reason: "ClientWatchDecoding" }];
  return {
    type: "ERROR",
    object: { kind: "Status", apiVersion: "v1", code: 500, details: { causes } },
  } as unknown as WatchEvent<KubernetesObject>;
}
