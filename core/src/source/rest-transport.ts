import type { Cancel } from "../environment/scheduler.ts";

/** One request to an apiserver, before a transport adds address and credentials. */
export interface RestRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Absolute path, percent-encoded, without the query. */
  readonly path: string;
  /** Pairs as they are, not encoded. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** True: text is wanted as it comes. False: it may be handed over in one piece at the end. */
  readonly isStream: boolean;
  /** Text to send along. @defaultValue none */
  readonly body?: string;
}

/** What stands before the body of an answer. */
export interface RestResponseHead {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Told of one answer: `responded` once, `text` any number of times, `ended` once. `failed` takes the place of what
 * has not come yet, and is the last.
 */
export interface RestResponseObserver {
  responded(head: RestResponseHead): void;
  /** A piece of the body, decoded from UTF-8; characters are whole, lines need not be. */
  text(piece: string): void;
  ended(): void;
  /** A {@link TransportError}, or what credentials threw. */
  failed(error: unknown): void;
  /** Before the answer: the server asked to wait, and is asked again after that time, milliseconds. */
  waiting?(error: unknown, delayMs: number): void;
}

/**
 * Carries requests to one apiserver. Calls return at once and answer by callback, later and from anywhere; after the
 * returned cancel nothing is called and the connection is given up.
 */
export interface RestTransport {
  /** Address of the server, for messages. */
  readonly server: string;
  send(request: RestRequest, observer: RestResponseObserver): Cancel;
}
