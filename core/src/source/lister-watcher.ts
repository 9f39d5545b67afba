import type { KubernetesList, ListOptions, ListScope } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { WatchEvent } from "../api/watch-event.ts";
import type { Cancel } from "../environment/scheduler.ts";

/** What came of a list request. `error` is a `StatusError`, a `TransportError` or anything a transport threw. */
export type ListResult<T extends KubernetesObject> =
  | { readonly ok: true; readonly list: KubernetesList<T> }
  | { readonly ok: false; readonly error: unknown };

/** Why a watch ended, where it was not the server who ended it. */
export type WatchCloseReason = "read-deadline";

/**
 * Told of a watch, in this order: `opened` once (the server accepted the request) or `failed` once (it did not);
 * after `opened` any number of `events`; last `closed` (the server ended the stream, cleanly or not).
 * A frame that cannot be decoded arrives as an `ERROR` event with a 500 status, as in client-go.
 */
export interface WatchObserver<T extends KubernetesObject> {
  opened(): void;
  events(batch: readonly WatchEvent<T>[]): void;
  closed(reason?: WatchCloseReason): void;
  failed(error: unknown): void;
  /** The server asked to wait: the request is sent again after that time, milliseconds. Any number of times, before the rest. */
  waiting?(error: unknown, delayMs: number): void;
}

/**
 * The only door to a server (LW-1). Calls return at once and answer by callback, at any later time and from anywhere:
 * the Reflector posts the answers on its own lane. Nothing is called after the returned cancel.
 */
export interface ListerWatcher<T extends KubernetesObject = KubernetesObject> {
  /** `waiting` is told when the server asked to wait, before the request is sent again. */
  list(
    options: ListOptions,
    done: (result: ListResult<T>) => void,
    waiting?: (error: unknown, delayMs: number) => void,
  ): Cancel;
  watch(options: ListOptions, observer: WatchObserver<T>): Cancel;
  /** Address and path of what is read, for messages. */
  readonly where?: string;
  /** What it reads, for the trace: whoever judges a cache must know what belongs into it. @defaultValue everything */
  readonly scope?: ListScope;
  /** LW-3: true when the server behind it cannot stream lists; absent means support is assumed. */
  readonly isWatchListUnsupported?: boolean;
}
