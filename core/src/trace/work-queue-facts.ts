/** What a WorkQueue does. `queue` is its name, `key` the item as text. */
export type WorkQueueFact =
  | {
      readonly kind: "workqueue.added";
      readonly queue: string;
      readonly key: string;
      readonly depth: number;
    }
  | {
      readonly kind: "workqueue.collapsed";
      readonly queue: string;
      readonly key: string;
      /** It waits already, or it is marked dirty behind the worker that has it (WQ-2). */
      readonly where: "queued" | "processing";
      /** False when this add is the one that marked it dirty. */
      readonly wasDirty: boolean;
    }
  | {
      readonly kind: "workqueue.delayed";
      readonly queue: string;
      readonly key: string;
      readonly delayMs: number;
      /** When the item is due, milliseconds since the epoch. */
      readonly dueAt: number;
      readonly failures?: number;
    }
  | {
      readonly kind: "workqueue.got";
      readonly queue: string;
      readonly key: string;
      readonly depth: number;
    }
  | {
      readonly kind: "workqueue.done";
      readonly queue: string;
      readonly key: string;
      readonly isRequeued: boolean;
      readonly depth: number;
    }
  | { readonly kind: "workqueue.forgot"; readonly queue: string; readonly key: string }
  | { readonly kind: "workqueue.shut-down"; readonly queue: string; readonly isDraining: boolean };
