import {
  failureStatus,
  initialEventsEndAnnotation,
  type ListerWatcher,
  type ListOptions,
  type ListResult,
  type Status,
  StatusError,
  TransportError,
  type WatchEvent,
  type WatchObserver,
} from "@informerlab/core";
import { toConfigMap, type VectorConfigMap, type VectorObject } from "./vector.ts";

/** How the script answers a call. */
export interface VectorResponse {
  readonly list?: {
    readonly rv?: string;
    readonly continue?: string;
    readonly items?: readonly VectorObject[];
  };
  readonly error?: string;
  readonly watch?: string;
}

/** One event of a stream. */
export interface VectorEvent {
  readonly type: string;
  readonly obj?: VectorObject;
  readonly rv?: string;
  readonly initialEnd?: boolean;
  readonly wrongType?: boolean;
  readonly error?: string;
}

/** A call that waits for the script's answer. */
export interface ParkedCall {
  readonly kind: "list" | "watch";
  readonly options: ListOptions;
  answer(response: VectorResponse): void;
}

/** A source that parks each call until the script answers it, and records which streams were stopped. */
export class ScriptedSource implements ListerWatcher<VectorConfigMap> {
  readonly stopped: string[] = [];
  readonly #streams = new Map<string, WatchObserver<VectorConfigMap>>();
  #parked: ParkedCall | undefined;

  /** Calls that came while another was waiting: never allowed (INV-9). */
  overlapping = 0;

  get parked(): ParkedCall | undefined {
    return this.#parked;
  }

  list(options: ListOptions, done: (result: ListResult<VectorConfigMap>) => void): () => void {
    return this.#park("list", options, (response) => done(listResultOf(response)));
  }

  watch(options: ListOptions, observer: WatchObserver<VectorConfigMap>): () => void {
    let id: string | undefined;
    const unpark = this.#park("watch", options, (response) => {
      if (response.error !== undefined) {
        observer.failed(errorNamed(response.error));
        return;
      }
      id = response.watch ?? "";
      this.#streams.set(id, observer);
      observer.opened();
    });
    return () => {
      unpark();
      if (id !== undefined) this.stopped.push(id);
    };
  }

  send(watch: string, event: VectorEvent): void {
    this.#observerOf(watch).events([toWatchEvent(event)]);
  }

  close(watch: string): void {
    this.#observerOf(watch).closed();
  }

  #observerOf(watch: string): WatchObserver<VectorConfigMap> {
    const observer = this.#streams.get(watch);
    if (observer === undefined)
      throw new Error(`the script names stream ${watch}, which was never opened`);
    return observer;
  }

  #park(
    kind: "list" | "watch",
    options: ListOptions,
    answer: (response: VectorResponse) => void,
  ): () => void {
    if (this.#parked !== undefined) this.overlapping += 1;
    const call: ParkedCall = {
      kind,
      options,
      answer: (response) => {
        this.#parked = undefined;
        answer(response);
      },
    };
    this.#parked = call;
    return () => {
      if (this.#parked === call) this.#parked = undefined;
    };
  }
}

function listResultOf({ list, error }: VectorResponse): ListResult<VectorConfigMap> {
  if (list === undefined) return { ok: false, error: errorNamed(error ?? "other") };
  const { rv = "", continue: token, items = [] } = list;
  const metadata =
    token === undefined ? { resourceVersion: rv } : { resourceVersion: rv, continue: token };
  return {
    ok: true,
    list: { apiVersion: "v1", kind: "ConfigMapList", metadata, items: items.map(toConfigMap) },
  };
}

function toWatchEvent(event: VectorEvent): WatchEvent<VectorConfigMap> {
  if (event.type === "ERROR") return { type: "ERROR", object: statusNamed(event.error ?? "other") };
  if (event.type === "BOOKMARK") {
    const annotations =
      event.initialEnd === true ? { [initialEventsEndAnnotation]: "true" } : undefined;
    return {
      type: "BOOKMARK",
      object: {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: {
          resourceVersion: event.rv ?? "",
          ...(annotations === undefined ? {} : { annotations }),
        },
      },
    };
  }
  const object = toConfigMap(event.obj ?? {});
  return {
    type: event.type as "ADDED",
    object: event.wrongType === true ? { ...object, kind: "Secret" } : object,
  };
}

const statuses: Readonly<Record<string, Parameters<typeof failureStatus>[0]>> = {
  expired: { code: 410, reason: "Expired", message: "too old resource version" },
  gone: { code: 410, reason: "Gone", message: "gone" },
  "rv-too-large": {
    code: 504,
    reason: "Timeout",
    message: "Timeout: Too large resource version: 9, current: 8",
    details: {
      causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
    },
  },
  "rv-too-large-message": { code: 504, reason: "Timeout", message: "Too large resource version" },
  timeout: { code: 504, reason: "Timeout", message: "the request timed out" },
  "too-many-requests": { code: 429, reason: "TooManyRequests", message: "slow down" },
  internal: { code: 500, reason: "InternalError", message: "Internal error occurred" },
  unavailable: { code: 503, reason: "ServiceUnavailable", message: "unavailable" },
  forbidden: { code: 403, reason: "Forbidden", message: "forbidden" },
  "not-found": { code: 404, reason: "NotFound", message: "not found" },
  "bad-request": { code: 400, reason: "BadRequest", message: "bad request" },
  invalid: { code: 422, reason: "Invalid", message: "invalid" },
};

function statusNamed(name: string): Status {
  return failureStatus(statuses[name] ?? { code: 500, message: name });
}

function errorNamed(name: string): Error {
  if (statuses[name] !== undefined) return new StatusError(statusNamed(name));
  if (name === "connection-refused")
    return new TransportError("connection-refused", "connection refused");
  if (name === "eof" || name === "unexpected-eof")
    return new TransportError("connection-lost", name);
  return new Error(name);
}

/** The class of an error as the vectors name it: of the first error in its chain of causes that has one. */
export function errorClassOf(error: unknown): string {
  let each = error;
  while (each instanceof Error) {
    const named = classOfOne(each);
    if (named !== undefined) return named;
    each = each.cause;
  }
  return "other";
}

const classByName: Readonly<Record<string, string>> = {
  KeyError: "key",
  TransformError: "transform",
  VeryShortWatchError: "very-short-watch",
};

function classOfOne(error: Error): string | undefined {
  if (error instanceof StatusError) return classOfStatus(error.status);
  if (!(error instanceof TransportError)) return classByName[error.name];
  if (error.failure === "connection-refused") return "connection-refused";
  // The vectors tell a stream that was cut from any other failure only when it ended cleanly.
  return error.message === "eof" ? "eof" : undefined;
}

function classOfStatus({ message }: Status): string | undefined {
  // Without a cause it is a timeout like any other; only its text tells what the server meant.
  if (message === statuses["rv-too-large-message"]?.message) return "timeout";
  return Object.keys(statuses).find((name) => statuses[name]?.message === message);
}
