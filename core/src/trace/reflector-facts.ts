import type { ListOptions } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { ObjectRef } from "./trace.ts";

/** Where a Reflector is in its loop. */
export type ReflectorState =
  | "idle"
  | "listing"
  | "streaming-list"
  | "opening-watch"
  | "watching"
  | "backing-off"
  | "stopped";

/** What a Reflector does. `informer` is the informer's name, `nodes` by default. */
export type ReflectorFact =
  | {
      readonly kind: "reflector.moved";
      readonly informer: string;
      readonly from: ReflectorState;
      readonly to: ReflectorState;
    }
  | {
      readonly kind: "reflector.list-requested";
      readonly informer: string;
      readonly options: ListOptions;
      /** 1 for the first page. */
      readonly page: number;
    }
  | {
      readonly kind: "reflector.listed";
      readonly informer: string;
      readonly resourceVersion: string;
      readonly count: number;
      readonly isPaginated: boolean;
    }
  | { readonly kind: "reflector.list-failed"; readonly informer: string; readonly error: string }
  | {
      readonly kind: "reflector.watch-requested";
      readonly informer: string;
      readonly options: ListOptions;
    }
  | { readonly kind: "reflector.watch-opened"; readonly informer: string }
  | { readonly kind: "reflector.watch-refused"; readonly informer: string; readonly error: string }
  | {
      readonly kind: "reflector.received";
      readonly informer: string;
      readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
      readonly ref?: ObjectRef;
      readonly object?: KubernetesObject;
      /** Text of an ERROR event's Status. */
      readonly error?: string;
      /** The bookmark that ends the initial events. */
      readonly isInitialEventsEnd?: true;
    }
  | {
      readonly kind: "reflector.dropped";
      readonly informer: string;
      readonly reason: string;
      readonly ref?: ObjectRef;
    }
  | {
      readonly kind: "reflector.watch-ended";
      readonly informer: string;
      readonly reason: "closed" | "expired" | "error" | "very-short" | "read-deadline" | "stopped";
      readonly events: number;
    }
  | {
      readonly kind: "reflector.backing-off";
      readonly informer: string;
      readonly delayMs: number;
      readonly next: "list" | "watch";
    }
  | {
      readonly kind: "reflector.resync-due";
      readonly informer: string;
      readonly isWanted: boolean;
    };
