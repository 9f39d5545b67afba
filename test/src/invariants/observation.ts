import type {
  DeletedFinalStateUnknown,
  KubernetesList,
  KubernetesObject,
  ListerWatcherOptions,
  ListOptions,
  Notification,
  SharedIndexInformerOptions,
  WatchCloseReason,
  WatchEvent,
} from "@informerlab/core";

/** A state of an object, or the tombstone of one. */
export type Heard = KubernetesObject | DeletedFinalStateUnknown<KubernetesObject>;

/**
 * What the judge sees with its own eyes, beside what the parts under test say of themselves: the calls that really
 * reached a handler, the requests that really left, the answers that really came, the keys that really were worked on.
 */
export type Observation =
  | { readonly kind: "probe.joined"; readonly informer: string; readonly handler: string }
  | {
      readonly kind: "probe.called";
      readonly informer: string;
      readonly handler: string;
      readonly call: "add" | "update" | "delete";
      readonly object: Heard;
      readonly oldObject?: KubernetesObject;
      readonly isInInitialList?: boolean;
    }
  | { readonly kind: "probe.returned"; readonly informer: string; readonly handler: string }
  /** The program has asked for its removal, and the call has returned. */
  | { readonly kind: "probe.left"; readonly informer: string; readonly handler: string }
  /** The program has begun to iterate over the notifications of an informer. */
  | { readonly kind: "reader.joined"; readonly informer: string; readonly handler: string }
  /** It asks for the next. */
  | { readonly kind: "reader.waits"; readonly informer: string; readonly handler: string }
  | {
      readonly kind: "reader.took";
      readonly informer: string;
      readonly handler: string;
      readonly notification: Notification<KubernetesObject>;
    }
  /** It leaves its loop. */
  | { readonly kind: "reader.leaves"; readonly informer: string; readonly handler: string }
  /** It has left its loop, and the call has returned. */
  | { readonly kind: "reader.left"; readonly informer: string; readonly handler: string }
  /** It was told that there is nothing more. */
  | { readonly kind: "reader.ended"; readonly informer: string; readonly handler: string }
  /** The program has stopped the informer, and the call has returned. */
  | { readonly kind: "program.stopped"; readonly informer: string }
  /** The program waits until the cache holds everything up to a version. */
  | { readonly kind: "program.waits"; readonly informer: string; readonly revision: number }
  | { readonly kind: "program.waited"; readonly informer: string; readonly revision: number }
  /** The program gives its wait up. */
  | { readonly kind: "program.gives-up"; readonly informer: string; readonly revision: number }
  /** The program's transform was given an object. */
  | {
      readonly kind: "program.transformed";
      readonly informer: string;
      readonly object: KubernetesObject;
    }
  /** A function of the program threw. */
  | {
      readonly kind: "program.threw";
      readonly informer: string;
      readonly of: "index" | "transform";
      readonly key: string;
    }
  /** The watch error handler was called. `cause` is the same for what differs in numbers only. */
  | {
      readonly kind: "program.told-of-trouble";
      readonly informer: string;
      readonly cause: string;
      readonly error: unknown;
    }
  /** The handler error handler was called. */
  | { readonly kind: "program.told-of-throw"; readonly informer: string; readonly handler: string }
  /** An error of an informer was reported. */
  | { readonly kind: "program.told-of-error"; readonly informer: string }
  /** What came of an update of an old version, or of one that changes nothing. */
  | {
      readonly kind: "write.answered";
      readonly how: "stale" | "same";
      readonly key: string;
      readonly status: number;
      /** Revisions that were made meanwhile. */
      readonly committed: number;
    }
  /** The program gave its wait up and was told so. */
  | { readonly kind: "program.gave-up"; readonly informer: string; readonly revision: number }
  /** The program has begun to wait until no callback of a handler that it removes runs. */
  | { readonly kind: "program.awaits-end"; readonly informer: string; readonly handler: string }
  | { readonly kind: "program.saw-end"; readonly informer: string; readonly handler: string }
  | {
      readonly kind: "wire.requested";
      readonly informer: string;
      readonly verb: "list" | "watch";
      readonly options: ListOptions;
    }
  | {
      readonly kind: "wire.listed";
      readonly informer: string;
      readonly list: KubernetesList<KubernetesObject>;
    }
  /** A list is given up before its answer has come. */
  | { readonly kind: "wire.dropped"; readonly informer: string }
  | {
      readonly kind: "wire.refused";
      readonly informer: string;
      readonly verb: "list" | "watch";
      readonly error: unknown;
    }
  | { readonly kind: "wire.opened"; readonly informer: string }
  | {
      readonly kind: "wire.events";
      readonly informer: string;
      readonly events: readonly WatchEvent<KubernetesObject>[];
    }
  | {
      readonly kind: "wire.closed";
      readonly informer: string;
      readonly by: "server" | "client";
      /** What the informer's own client ended it for. */
      readonly reason?: WatchCloseReason;
    }
  /** A request left, one that is sent again included: where informers speak HTTP. */
  | { readonly kind: "http.sent"; readonly informer: string; readonly verb: "list" | "watch" }
  | {
      readonly kind: "http.answered";
      readonly informer: string;
      readonly verb: "list" | "watch";
      readonly status: number;
      /** The server asks to wait. */
      readonly retryAfterSeconds?: number;
    }
  /** An answer has come whole. */
  | {
      readonly kind: "http.ended";
      readonly informer: string;
      readonly verb: "list" | "watch";
      /** The text of one that says no; else empty. */
      readonly refusal: string;
    }
  /** A piece of text of an answer has come, however small. */
  | { readonly kind: "http.heard"; readonly informer: string; readonly verb: "list" | "watch" }
  /** A piece of text has come of a stream after which another one was asked for. */
  | { readonly kind: "http.stray"; readonly informer: string }
  /** A program that speaks HTTP asks its client for a write. */
  | { readonly kind: "write.asked"; readonly write: string; readonly verb: "create" | "delete" }
  /** That request left, or left again. */
  | { readonly kind: "write.sent"; readonly write: string }
  | {
      readonly kind: "write.heard";
      readonly write: string;
      readonly status: number;
      /** The server asks to wait. */
      readonly retryAfterSeconds?: number;
    }
  /** The answer has come whole. */
  | { readonly kind: "write.ended"; readonly write: string }
  /** The program is told what came of it; without a status, that nobody knows. */
  | { readonly kind: "write.told"; readonly write: string; readonly status?: number }
  /** Somebody asked for a key to be worked on, at once or when `dueAt` comes. */
  | {
      readonly kind: "work.asked";
      readonly queue: string;
      readonly key: string;
      readonly dueAt: number;
    }
  | { readonly kind: "work.started"; readonly queue: string; readonly key: string }
  | {
      readonly kind: "work.ended";
      readonly queue: string;
      readonly key: string;
      readonly failed: boolean;
      readonly requeueAfterMs?: number;
    }
  | { readonly kind: "work.shut-down"; readonly queue: string; readonly isDraining: boolean }
  | { readonly kind: "work.drained"; readonly queue: string }
  /** A program asked its factory for an informer. */
  | {
      readonly kind: "factory.asked";
      readonly resource: string;
      readonly informer: FactoryInformer;
    }
  /** A factory makes an informer: with these options, from what it wanted of its client. */
  | {
      readonly kind: "factory.made";
      readonly resource: string;
      readonly isNamespaced: boolean;
      readonly options: SharedIndexInformerOptions<KubernetesObject>;
      readonly wanted: ListerWatcherOptions | undefined;
    }
  /** The program was told that the shutdown of its factory is over. */
  | { readonly kind: "factory.saw-end" }
  /** A program did something with its factory, and the call has returned. */
  | {
      readonly kind: "factory.acted";
      readonly act: "ask" | "start" | "start-with-signal" | "give-signal" | "shut-down";
    }
  /** Somebody wants a controller to keep so many objects of its own. */
  | { readonly kind: "controller.scaled"; readonly informer: string; readonly wanted: number }
  /** It is about to create or delete so many, by what its cache shows. */
  | {
      readonly kind: "controller.decided";
      readonly informer: string;
      readonly resource: string;
      readonly verb: "create" | "delete";
      readonly count: number;
      readonly isOwn: (key: string) => boolean;
    }
  /** A worker that had left was given a key after all. */
  | {
      readonly kind: "work.given-to-gone";
      readonly queue: string;
      readonly key: string;
      readonly worker: string;
    };

/** What shows whether an informer of a factory runs. */
export interface FactoryInformer {
  readonly isStarted: boolean;
  readonly isStopped: boolean;
}

/** Listeners by kind of observation, each typed by its kind. */
export type ObservationListeners = {
  readonly [K in Observation["kind"]]?: (observation: Extract<Observation, { kind: K }>) => void;
};

/** Where observations go. */
export type Observe = (observation: Observation) => void;
