import type { ObjectRef } from "./trace.ts";

/** What a handler is told. `sync` is an update whose resourceVersion did not change (SP-3). */
export type NotificationType = "add" | "update" | "delete" | "sync";

/** What happens between the distributor and one handler. `handler` names the registration: `handler-1`, or the name given. */
export type HandlerFact =
  | {
      readonly kind: "handler.registered";
      readonly informer: string;
      readonly handler: string;
      readonly resyncPeriodMs: number;
      readonly isLate: boolean;
    }
  | {
      readonly kind: "handler.removed";
      readonly informer: string;
      readonly handler: string;
      readonly dropped: number;
    }
  | {
      readonly kind: "handler.notified";
      readonly informer: string;
      readonly handler: string;
      readonly notification: NotificationType;
      readonly ref: ObjectRef;
      readonly previousResourceVersion?: string;
      readonly isInitial: boolean;
      readonly isTombstone?: true;
      /** Notifications waiting in the buffer afterwards. */
      readonly depth: number;
    }
  | {
      readonly kind: "handler.called";
      readonly informer: string;
      readonly handler: string;
      readonly notification: NotificationType;
      readonly ref: ObjectRef;
      readonly depth: number;
    }
  | {
      readonly kind: "handler.returned";
      readonly informer: string;
      readonly handler: string;
      readonly ref: ObjectRef;
    }
  | {
      readonly kind: "handler.threw";
      readonly informer: string;
      readonly handler: string;
      readonly notification: NotificationType;
      readonly ref: ObjectRef;
      readonly error: string;
    }
  | { readonly kind: "handler.synced"; readonly informer: string; readonly handler: string }
  | {
      readonly kind: "handler.dropped";
      readonly informer: string;
      readonly handler: string;
      readonly ref: ObjectRef;
      readonly depth: number;
    };
