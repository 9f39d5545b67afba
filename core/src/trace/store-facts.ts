import type { KubernetesObject } from "../api/object.ts";
import type { ObjectRef } from "./trace.ts";

/** What happens to the Indexer of an informer. */
export type StoreFact =
  | {
      readonly kind: "store.changed";
      readonly informer: string;
      readonly change: "added" | "updated" | "deleted";
      readonly ref: ObjectRef;
      /** The stored object; absent for a deletion. */
      readonly object?: KubernetesObject;
      readonly previousResourceVersion?: string;
      /** Index name → values under which the object is filed now; empty lists after a deletion. */
      readonly indexes: Readonly<Record<string, readonly string[]>>;
      readonly storeResourceVersion: string;
    }
  | {
      readonly kind: "store.replaced";
      readonly informer: string;
      readonly refs: readonly ObjectRef[];
      readonly objects: readonly KubernetesObject[];
      /** Store key → index name → values. */
      readonly indexes: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
      readonly storeResourceVersion: string;
    }
  | {
      readonly kind: "store.bookmarked";
      readonly informer: string;
      readonly storeResourceVersion: string;
    }
  /** Told by the mutation detector (MD-1): somebody changed a stored object in place. No event brought it. */
  | {
      readonly kind: "store.mutated";
      readonly informer: string;
      /** The handler whose call did it; absent when that is not known. */
      readonly by?: string;
      readonly ref: ObjectRef;
      /** The first member that differs, such as `.metadata.labels.zone`. */
      readonly path: string;
      /** As it is now. */
      readonly object: KubernetesObject;
      /** Index name → values that its function gives now. The index itself was not told, and has it where it was. */
      readonly indexes: Readonly<Record<string, readonly string[]>>;
    };
