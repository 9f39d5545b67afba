import type { Int64 } from "./json.ts";
import type { KubernetesObject } from "./object.ts";

/** Metadata of a list answer. */
export interface ListMeta {
  readonly resourceVersion?: string;
  readonly continue?: string;
  readonly remainingItemCount?: Int64;
}

/** A list answer. Items of typed lists carry neither `kind` nor `apiVersion` on the wire. */
export interface KubernetesList<T extends KubernetesObject = KubernetesObject> {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ListMeta;
  readonly items: readonly T[];
}

/** How the server must read `resourceVersion`. */
export type ResourceVersionMatch = "Exact" | "NotOlderThan";

/** Query of a list or watch request, spelled as on the wire. Absent means not sent. */
export interface ListOptions {
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: ResourceVersionMatch;
  readonly limit?: number;
  readonly continue?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly allowWatchBookmarks?: boolean;
  readonly sendInitialEvents?: boolean;
  readonly timeoutSeconds?: number;
}

/** Which objects of a resource somebody reads; an empty one means all. */
export interface ListScope {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}
