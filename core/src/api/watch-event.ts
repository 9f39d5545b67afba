import type { KubernetesObject } from "./object.ts";
import type { Status } from "./status.ts";

/** Annotation of the bookmark that ends the initial events of a streaming list (KEP-3157). */
export const initialEventsEndAnnotation = "k8s.io/initial-events-end";

/** One frame of a watch stream. An unknown `type` is possible on the wire and is kept. */
export type WatchEvent<T extends KubernetesObject = KubernetesObject> =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: T }
  | { readonly type: "BOOKMARK"; readonly object: KubernetesObject }
  | { readonly type: "ERROR"; readonly object: Status };
