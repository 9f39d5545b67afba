import type { Cancel, KubernetesObject } from "@informerlab/core";

/** One request as plain values: what every transport hands to the server. */
export interface ApiRequest {
  readonly method: string;
  /** Absolute path, still percent-encoded, without the query. */
  readonly path: string;
  /** Path and query as they were sent. @defaultValue put together of the two */
  readonly target?: string;
  /** Decoded pairs in the order sent; of a repeated name the first counts, as in the real server. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text or bytes as received, or an object handed over in process. */
  readonly body?: string | Uint8Array | KubernetesObject;
  /** The address at the other end of the connection. */
  readonly remoteAddress?: string;
  /** Who calls, for traces and faults: the user agent, or the name of an in-process client. */
  readonly client: string;
  /** Who the transport has already authenticated, by a client certificate; else the bearer token decides. */
  readonly user?: UserIdentity;
  /** By whom that certificate is signed: SHA-256 of the authority's own, in pairs of digits. */
  readonly userAuthority?: string;
  /** A certificate was shown that nobody who is trusted has signed: who shows no token either is not even anonymous. */
  readonly hasUnknownCertificate?: boolean;
}

/** Who asks, as the real server knows it: a name and its groups. */
export interface UserIdentity {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  /** Further facts, each with its values: `scopes`, `authentication.kubernetes.io/pod-name` … */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** The answer to one request, before any transport encodes it. */
export interface ApiResponse {
  readonly status: number;
  /** Names in lower case. Several values are sent as a header line each, as `warning` needs. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: ResponseBody;
}

/** A list whose elements are made one by one. */
export interface LongList {
  /** Its members before the elements. */
  readonly head: Readonly<Record<string, unknown>>;
  /** `items`, or the `rows` of a Table. */
  readonly member: string;
  readonly count: number;
  /** Its members after the elements. */
  readonly foot?: Readonly<Record<string, unknown>>;
  elementAt(index: number): unknown;
}

/** Goes on a little with each step; the pieces that come of it stand one behind the other. */
export type Encoding = Generator<undefined, readonly Uint8Array[], undefined>;

/** A body that is all there. */
export type ContentBody =
  /** `encode`: the value as one line of JSON, of parts that are remembered. */
  | {
      readonly kind: "json";
      readonly value: unknown;
      readonly encode?: () => Uint8Array<ArrayBuffer>;
      /** Indented or not, whoever asks. */
      readonly isIndented?: boolean;
    }
  /** A long list, made in steps, between which others are served. `encode`: its protobuf, or compact JSON, of parts that are remembered. */
  | { readonly kind: "long-list"; readonly list: LongList; readonly encode?: () => Encoding }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array<ArrayBuffer> };

/** What an answer carries. */
export type ResponseBody =
  | ContentBody
  | { readonly kind: "empty" }
  /** What another method would be answered with: nothing is sent, but how long it is may be said. */
  | { readonly kind: "unsent"; readonly content: ContentBody }
  /** The connection breaks: before anything was sent, or after status and headers. */
  | { readonly kind: "reset"; readonly after: "nothing" | "headers" }
  | { readonly kind: "watch"; readonly stream: WatchStream };

/** A watch whose frames begin to flow when a transport starts it. */
export interface WatchStream {
  /** Starts delivery; the returned cancel is the client going away. Called once. */
  start(sink: WatchSink): Cancel;
}

/** Where a transport receives frames. Nothing follows `end`. */
export interface WatchSink {
  frame(frame: WatchFrame): void;
  /** `clean`: the body ends properly; `reset`: the connection breaks. */
  end(how: "clean" | "reset"): void;
}

/** One frame of a watch. */
export interface WatchFrame {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: KubernetesObject;
  /** The frame as the watch's client asked for it: a line of JSON, or a message of protobuf behind its length. Encoded once for all watchers that share it. */
  encode(): Uint8Array<ArrayBuffer>;
  /** Where a frame is known as bytes, of which `object` has only what names it: all of it, or undefined when that cannot be read. */
  readWhole?(): KubernetesObject | undefined;
  /** A frame in the same form that says something else, where this one is known as bytes only. */
  restated?(type: string, object: KubernetesObject): WatchFrame;
  /** Part of the state at the start: transports do not count it against the limit for slow watchers. */
  readonly isInitial?: boolean;
}
