import { errorCodes, StreamError } from "./frame.ts";

/** What a request says before its body. */
export interface RequestHead {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Record<string, string>;
}

/** Beyond its letters each header counts so much. @see RFC 9113, 6.5.2 */
const pairBytes = 32;

const pseudoNames: ReadonlySet<string> = new Set([":method", ":scheme", ":path", ":authority"]);
/** Belong to a connection of HTTP/1.1. */
const connectionNames: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);
/** Of these the first counts; others are joined, as over HTTP/1.1. */
const singleNames: ReadonlySet<string> = new Set([
  "accept",
  "age",
  "authorization",
  "content-length",
  "content-type",
  "etag",
  "expires",
  "from",
  "host",
  "if-modified-since",
  "if-unmodified-since",
  "max-forwards",
  "proxy-authorization",
  "referer",
  "user-agent",
]);

/** Gathers the headers of one request as they are decoded. */
export class HeadBuilder {
  readonly #stream: number;
  readonly #bytesMax: number;
  readonly #headers: Record<string, string> = {};
  readonly #pseudo = new Map<string, string>();
  #bytes = 0;
  #problem: string | undefined;
  #hasRegular = false;

  constructor(stream: number, bytesMax: number) {
    this.#stream = stream;
    this.#bytesMax = bytesMax;
  }

  /** There are more than a request may have; the rest was not kept. */
  get isTooLarge(): boolean {
    return this.#bytes > this.#bytesMax;
  }

  add(name: string, value: string): void {
    this.#bytes += name.length + value.length + pairBytes;
    if (this.isTooLarge) return;
    if (name.startsWith(":")) this.#addPseudo(name, value);
    else this.#addRegular(name, value);
  }

  /** @throws StreamError when they are not those of a request */
  finish(): RequestHead {
    const method = this.#pseudo.get(":method");
    const target = this.#pseudo.get(":path");
    const isWhole = method !== undefined && (target ?? "") !== "" && this.#pseudo.has(":scheme");
    const problem =
      this.#problem ?? (isWhole || this.isTooLarge ? undefined : "its line is missing");
    if (problem !== undefined) throw malformed(this.#stream, problem);
    const authority = this.#pseudo.get(":authority");
    if (authority !== undefined) this.#headers["host"] ??= authority;
    return { method: method ?? "GET", target: target ?? "/", headers: this.#headers };
  }

  /** @throws StreamError when they are not those that may follow a body */
  finishTrailers(): void {
    const problem = this.#pseudo.size > 0 ? "its trailers have a line" : this.#problem;
    if (problem !== undefined) throw malformed(this.#stream, problem);
  }

  #addPseudo(name: string, value: string): void {
    const isMisplaced = this.#hasRegular || this.#pseudo.has(name) || !pseudoNames.has(name);
    if (isMisplaced) this.#problem ??= `${name} is misplaced`;
    this.#pseudo.set(name, value);
  }

  #addRegular(name: string, value: string): void {
    this.#hasRegular = true;
    const isWrong =
      name === "" ||
      /[A-Z]/.test(name) ||
      connectionNames.has(name) ||
      (name === "te" && value !== "trailers");
    if (isWrong) this.#problem ??= `a header ${JSON.stringify(name)} cannot be here`;
    const headers = this.#headers;
    const before = Object.hasOwn(headers, name) ? headers[name] : undefined;
    if (before === undefined) setOwn(headers, name, value);
    else if (name === "cookie") headers[name] = `${before}; ${value}`;
    else if (!singleNames.has(name)) headers[name] = `${before}, ${value}`;
  }
}

/** A header may be named as a member of every object. */
function setOwn(headers: Record<string, string>, name: string, value: string): void {
  if (name !== "__proto__") headers[name] = value;
}

/** A request that is none. */
export function malformed(stream: number, problem: string): StreamError {
  return new StreamError(stream, errorCodes.protocol, `a request is malformed: ${problem}`);
}
