/** How a request failed before a server could answer. */
export type TransportFailure =
  /** Nobody listens at the address. */
  | "connection-refused"
  /** The answer ended too early, or the connection broke. */
  | "connection-lost"
  /** What came was no answer of a Kubernetes API. */
  | "unexpected-content"
  /** Anything else: names that do not resolve, TLS, proxies. */
  | "unreachable";

/** A request got no answer from an apiserver. The message says which address and what to look at. */
export class TransportError extends Error {
  override readonly name = "TransportError";
  readonly failure: TransportFailure;

  constructor(failure: TransportFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

/** RF-21: refused connections are retried without a relist. */
export function isConnectionRefused(error: unknown): boolean {
  return error instanceof TransportError && error.failure === "connection-refused";
}
