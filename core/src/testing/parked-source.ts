import type { ListOptions } from "../api/list.ts";
import { failureStatus, StatusError } from "../api/status-error.ts";
import type { WatchEvent } from "../api/watch-event.ts";
import { initialEventsEndAnnotation } from "../api/watch-event.ts";
import type { ListerWatcher, ListResult, WatchObserver } from "../source/lister-watcher.ts";
import { TransportError } from "../source/transport-error.ts";
import type { TestObject } from "./objects.ts";

/** A list request that waits for its answer. */
export interface ParkedList {
  readonly kind: "list";
  readonly options: ListOptions;
  answer(items: readonly TestObject[], resourceVersion: number | string, token?: string): void;
  /** Answers with a whole result, as it is. */
  answerWith(result: ListResult<TestObject>): void;
  fail(error: unknown): void;
}

/** A watch request that waits, and its stream once it was opened. */
export interface ParkedWatch {
  readonly kind: "watch";
  readonly options: ListOptions;
  open(): ParkedWatch;
  send(...events: readonly WatchEvent<TestObject>[]): void;
  close(): void;
  fail(error: unknown): void;
  readonly stops: number;
}

/** A source for tests: every call is parked until the test answers it. */
export class ParkedSource implements ListerWatcher<TestObject> {
  /** Everything that was asked, in order. */
  readonly requests: (ParkedList | ParkedWatch)[] = [];
  isWatchListUnsupported?: boolean;

  /** The newest request, which must be a list. */
  get lastList(): ParkedList {
    const last = this.requests.at(-1);
    if (last?.kind !== "list")
      throw new Error(`expected a list request, the last is ${last?.kind ?? "none"}`);
    return last;
  }

  /** The newest request, which must be a watch. */
  get lastWatch(): ParkedWatch {
    const last = this.requests.at(-1);
    if (last?.kind !== "watch")
      throw new Error(`expected a watch request, the last is ${last?.kind ?? "none"}`);
    return last;
  }

  /** `list 0`, `watch 5`: kind and version of every request. */
  get asked(): string[] {
    return this.requests.map(
      ({ kind, options }) => `${kind} ${JSON.stringify(options.resourceVersion ?? "")}`,
    );
  }

  list(options: ListOptions, done: (result: ListResult<TestObject>) => void): () => void {
    let isCancelled = false;
    const answerWith = (result: ListResult<TestObject>): void => {
      if (!isCancelled) done(result);
    };
    this.requests.push({
      kind: "list",
      options,
      answerWith,
      answer: (items, resourceVersion, token) =>
        answerWith({
          ok: true,
          list: {
            apiVersion: "v1",
            kind: "ConfigMapList",
            metadata: {
              resourceVersion: String(resourceVersion),
              ...(token === undefined ? {} : { continue: token }),
            },
            items,
          },
        }),
      fail: (error) => answerWith({ ok: false, error }),
    });
    return () => {
      isCancelled = true;
    };
  }

  watch(options: ListOptions, observer: WatchObserver<TestObject>): () => void {
    let stops = 0;
    let isOpen = false;
    const parked: ParkedWatch = {
      kind: "watch",
      options,
      get stops() {
        return stops;
      },
      open: () => {
        isOpen = true;
        observer.opened();
        return parked;
      },
      send: (...events) => observer.events(events),
      close: () => observer.closed(),
      fail: (error) => observer.failed(error),
    };
    this.requests.push(parked);
    return () => {
      if (isOpen) stops += 1;
    };
  }
}

/** Events of a watch. */
export const added = (object: TestObject): WatchEvent<TestObject> => ({ type: "ADDED", object });
export const modified = (object: TestObject): WatchEvent<TestObject> => ({
  type: "MODIFIED",
  object,
});
export const deleted = (object: TestObject): WatchEvent<TestObject> => ({
  type: "DELETED",
  object,
});

/** A bookmark; `initial` ends the initial events. */
export function bookmark(
  resourceVersion: number | string,
  end?: "initial" | "not-true",
): WatchEvent<TestObject> {
  const value = end === "initial" ? "true" : "yes";
  return {
    type: "BOOKMARK",
    object: {
      kind: "ConfigMap",
      metadata: {
        resourceVersion: String(resourceVersion),
        ...(end === undefined ? {} : { annotations: { [initialEventsEndAnnotation]: value } }),
      },
    },
  };
}

/** An ERROR event with that refusal. */
export function errorEvent(error: StatusError): WatchEvent<TestObject> {
  return { type: "ERROR", object: error.status };
}

/** Refusals by name. */
export const refusals = {
  expired: (): StatusError => refusal(410, "Expired"),
  gone: (): StatusError => refusal(410, "Gone"),
  tooManyRequests: (): StatusError => refusal(429, "TooManyRequests"),
  internal: (): StatusError => refusal(500, "InternalError"),
  forbidden: (): StatusError => refusal(403, "Forbidden"),
  timeout: (): StatusError => refusal(504, "Timeout"),
  tooLarge: (): StatusError =>
    new StatusError(
      failureStatus({
        code: 504,
        reason: "Timeout",
        message: "Timeout: Too large resource version: 9, current: 5",
        details: {
          causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
        },
      }),
    ),
  tooLargeInOldWords: (): StatusError =>
    new StatusError(
      failureStatus({ code: 504, reason: "Timeout", message: "Too large resource version" }),
    ),
  refused: (): TransportError => new TransportError("connection-refused", "connection refused"),
};

function refusal(code: number, reason: string): StatusError {
  return new StatusError(failureStatus({ code, reason, message: `the server says ${reason}` }));
}
