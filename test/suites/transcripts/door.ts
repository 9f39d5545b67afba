/** A request as a script makes it. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** An answer whose body may still be coming. */
export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Names in lower case; several values as a list. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: WireBody;
}

/** A body as it arrives. */
export interface WireBody {
  /** All text so far. */
  readonly text: string;
  /** How it ended; undefined while it is open. */
  readonly end: "clean" | "broken" | undefined;
  cancel(): void;
}

/** A way to reach a server, with the time in which it lives. */
export interface Door {
  send(request: WireRequest): Promise<WireAnswer>;
  /** `POST /_fake/v1/<verb>`. */
  admin(verb: "reset" | "compact" | "restart", body: object): Promise<void>;
  /** Lets time pass until the condition holds; false when it did not within the time. */
  until(isDone: () => boolean, timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}
