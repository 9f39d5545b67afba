import type { ObjectRef } from "./trace.ts";

/** What workers do between `get` and `done`. `worker` is `worker-1`, `worker-2` … */
export type ReconcileFact =
  | {
      readonly kind: "reconcile.started";
      readonly queue: string;
      readonly worker: string;
      readonly key: string;
    }
  | {
      readonly kind: "reconcile.read";
      readonly queue: string;
      readonly worker: string;
      readonly key: string;
      /** Absent when the lister answered NotFound. */
      readonly ref?: ObjectRef;
    }
  | {
      readonly kind: "reconcile.succeeded";
      readonly queue: string;
      readonly worker: string;
      readonly key: string;
    }
  | {
      readonly kind: "reconcile.failed";
      readonly queue: string;
      readonly worker: string;
      readonly key: string;
      readonly error: string;
      /** When the key is tried again. */
      readonly retryDelayMs?: number;
    };
