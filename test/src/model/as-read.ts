import type { KubernetesObject, Status, WatchEvent } from "@informerlab/core";

const undecodable = "ClientWatchDecoding";

/** What an event is to its reader: one whose object has no name is an error, for nothing can be kept under it. */
export function asRead(event: WatchEvent<KubernetesObject>): WatchEvent<KubernetesObject> {
  const { type, object } = event;
  if (type === "BOOKMARK" || type === "ERROR" || (object.metadata?.name ?? "") !== "") return event;
  const causes = [{ reason: undecodable }];
  return {
    type: "ERROR",
    object: { kind: "Status", apiVersion: "v1", code: 500, details: { causes } },
  } as unknown as WatchEvent<KubernetesObject>;
}

/** Whether a Status is that of a line which could not be read. */
export function isUndecodable(status: unknown): boolean {
  const { details } = status as Partial<Status>;
  return details?.causes?.some(({ reason }) => reason === undecodable) ?? false;
}
