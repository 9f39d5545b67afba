import type { ListScope } from "../api/list.ts";

/** The life of an informer. */
export type InformerFact =
  | {
      readonly kind: "informer.started";
      readonly informer: string;
      readonly resource: string;
      /** Version of the resource's group: `v1`. */
      readonly version?: string;
      /** Which objects of the resource it reads; absent: all. */
      readonly scope?: ListScope;
      /** It stores what its program makes of an object, not what came. */
      readonly isTransformed?: true;
      readonly queue: "delta" | "real" | "real-atomic";
      readonly resyncPeriodMs: number;
      readonly indexes: readonly string[];
    }
  | { readonly kind: "informer.synced"; readonly informer: string; readonly count: number }
  | { readonly kind: "informer.stopped"; readonly informer: string }
  | {
      readonly kind: "informer.inconsistent";
      readonly informer: string;
      readonly missing: readonly string[];
      readonly extra: readonly string[];
      readonly different: readonly string[];
    };
