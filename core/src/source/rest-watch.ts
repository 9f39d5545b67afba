import type { KubernetesObject } from "../api/object.ts";
import type { Clock } from "../environment/clock.ts";
import type { Cancel, Lane } from "../environment/scheduler.ts";
import type { WatchCloseReason, WatchObserver } from "./lister-watcher.ts";
import { errorOfResponse, type RequestSubject, unexpectedContent } from "./response-error.ts";
import type { RestResponseHead, RestResponseObserver } from "./rest-transport.ts";
import { SilenceDeadline } from "./silence-deadline.ts";
import { WatchDecoder } from "./watch-decoder.ts";

/** Settings of a {@link RestWatch}. */
export interface RestWatchOptions {
  readonly subject: RequestSubject;
  readonly clock: Clock;
  /** Where the deadlines run. */
  readonly lane: Lane;
  /** Longest silence, milliseconds. */
  readonly readDeadlineMs: number | undefined;
  /** Longest life, milliseconds. */
  readonly lifetimeMs: number | undefined;
}

/** The body of a refusal is kept up to this many characters. */
const refusalLengthMax = 64 * 1024;

/** One watch request, from sending to closing: decodes the body and keeps the deadlines. */
export class RestWatch<T extends KubernetesObject> implements RestResponseObserver {
  readonly #observer: WatchObserver<T>;
  readonly #options: RestWatchOptions;
  readonly #decoder = new WatchDecoder<T>();
  #head: RestResponseHead | undefined;
  #refusal = "";
  #isOver = false;
  #cancelRequest: Cancel | undefined;
  #silence: SilenceDeadline | undefined;
  #cancelLifetime: Cancel | undefined;

  constructor(observer: WatchObserver<T>, options: RestWatchOptions) {
    this.#observer = observer;
    this.#options = options;
  }

  /** Sends the request; the returned cancel gives it up. */
  follow(send: (observer: RestResponseObserver) => Cancel): Cancel {
    const { clock, lane, readDeadlineMs, lifetimeMs } = this.#options;
    if (readDeadlineMs !== undefined) {
      const missed = (): void => this.#expire();
      this.#silence = new SilenceDeadline(clock, { lane, silenceMs: readDeadlineMs, missed });
    }
    if (lifetimeMs !== undefined) {
      this.#cancelLifetime = clock.after(lifetimeMs, lane, () => this.#expire());
    }
    this.#cancelRequest = send(this);
    // A transport that fails in place has ended the watch before its cancel was known.
    if (this.#isOver) this.#cancelRequest();
    return () => this.#end();
  }

  responded(head: RestResponseHead): void {
    if (this.#isOver) return;
    this.#head = head;
    this.#silence?.heard();
    if (head.status !== 200) return;
    const contentType = head.headers["content-type"] ?? "application/json";
    if (!contentType.includes("json")) {
      this.#end();
      const what = `${contentType} instead of a stream of JSON; is this the address of an apiserver, or of a login page or proxy?`;
      this.#observer.failed(unexpectedContent(this.#options.subject, what, ""));
      return;
    }
    this.#observer.opened();
  }

  text(piece: string): void {
    if (this.#isOver) return;
    this.#silence?.heard();
    if (this.#head?.status !== 200) {
      if (this.#refusal.length < refusalLengthMax) this.#refusal += piece;
      return;
    }
    const events = this.#decoder.push(piece);
    if (events.length > 0) this.#observer.events(events);
    // Whoever was told may have given the watch up.
    if (this.#decoder.isBroken && !this.#isOver) this.#close();
  }

  ended(): void {
    if (this.#isOver) return;
    const head = this.#head;
    if (head?.status === 200) {
      this.#close();
      return;
    }
    this.#end();
    const { subject } = this.#options;
    this.#observer.failed(
      head === undefined
        ? unexpectedContent(subject, "nothing", "")
        : errorOfResponse(head, this.#refusal, subject),
    );
  }

  failed(error: unknown): void {
    if (this.#isOver) return;
    if (this.#head !== undefined) {
      // A stream that breaks is one that ended: the Reflector goes on from what it has.
      this.ended();
      return;
    }
    this.#end();
    this.#observer.failed(error);
  }

  waiting(error: unknown, delayMs: number): void {
    if (this.#isOver) return;
    // The server asked for this silence: to ask again before its end is what it does not want.
    this.#silence?.expectNothingFor(delayMs);
    this.#observer.waiting?.(error, delayMs);
  }

  #expire(): void {
    if (this.#isOver) return;
    if (this.#head?.status === 200) {
      this.#close("read-deadline");
      return;
    }
    this.#end();
    this.#observer.failed(
      unexpectedContent(this.#options.subject, "nothing until the read deadline", ""),
    );
  }

  #close(reason?: WatchCloseReason): void {
    this.#end();
    this.#observer.closed(reason);
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#silence?.cancel();
    this.#cancelLifetime?.();
    this.#cancelRequest?.();
  }
}
