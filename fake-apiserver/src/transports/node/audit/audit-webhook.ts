import type { Cancel } from "@informerlab/core";
import type { AuditEvent } from "../../../audit/audit-event.ts";
import { parseJson } from "../../../codec/json/parse-json.ts";
import { without } from "../../../codec/json/plain-object.ts";
import { messageOf } from "../../../codec/message-of.ts";
import { TokenBucket, type TokenBucketOptions } from "../../../codec/token-bucket.ts";

/** When what is told of is sent. */
export interface BatchOptions {
  /** Sent in batches, or each event at once; then answers wait for it. */
  readonly isBatched: boolean;
  /** Events that wait; more are lost. */
  readonly bufferSize: number;
  readonly batchSize: number;
  readonly waitMs: number;
  /** Batches a second, and how many at once after a rest; undefined: any number. */
  readonly throttle: TokenBucketOptions | undefined;
}

/** How an {@link AuditWebhook} is made. */
export interface AuditWebhookOptions extends BatchOptions {
  /** Sends a list of events, several times if need be. Calls `done` once, with what went wrong. */
  readonly send: (list: object, done: (problem: string | undefined) => void) => Cancel;
  readonly warn: (line: string) => void;
  /** Milliseconds. */
  readonly now: () => number;
  readonly later: (run: () => void, ms: number) => Cancel;
}

/**
 * Tells a webhook of events: in lists, whenever one is full or it is time.
 *
 * @see kubernetes apiserver plugin/pkg/audit/buffered/buffered.go, webhook/webhook.go
 */
export class AuditWebhook {
  readonly #options: AuditWebhookOptions;
  readonly #waiting: AuditEvent[] = [];
  readonly #sending = new Set<Promise<void>>();
  /** Of batches; undefined: any number. */
  readonly #allowed: TokenBucket | undefined;
  #isHeldBack = false;
  #stopTick: Cancel = () => undefined;

  constructor(options: AuditWebhookOptions) {
    this.#options = options;
    this.#allowed = options.throttle && new TokenBucket(options.throttle, options.now());
    this.#restart();
  }

  take(event: AuditEvent): void {
    const { isBatched, bufferSize, batchSize, warn } = this.#options;
    if (!isBatched) {
      this.#send([event]);
      return;
    }
    if (this.#waiting.length >= bufferSize) {
      warn("audit buffer queue blocked: an event is lost");
      return;
    }
    this.#waiting.push(event);
    if (this.#waiting.length >= batchSize) this.#next();
  }

  /** Calls back when what answers wait for has been sent, or was given up. */
  whenTaken(done: () => void): void {
    if (this.#options.isBatched || this.#sending.size === 0) {
      done();
      return;
    }
    void Promise.all(this.#sending).then(done);
  }

  /** Sends what is left. */
  async close(): Promise<void> {
    this.#stopTick();
    this.#isHeldBack = true;
    const { batchSize } = this.#options;
    while (this.#waiting.length > 0) this.#send(this.#waiting.splice(0, batchSize));
    await Promise.all(this.#sending);
  }

  /** Sends the next batch, full or not, as soon as that is allowed. */
  #next(): void {
    if (this.#isHeldBack) return;
    const { batchSize, later, now } = this.#options;
    const delayMs = this.#allowed?.take(now()) ?? 0;
    if (delayMs > 0) {
      this.#isHeldBack = true;
      this.#stopTick();
      this.#stopTick = later(() => {
        this.#isHeldBack = false;
        this.#next();
      }, delayMs);
      return;
    }
    this.#send(this.#waiting.splice(0, batchSize));
    if (this.#waiting.length >= batchSize) this.#next();
    else this.#restart();
  }

  /** Waits from one batch to the next. */
  #restart(): void {
    const { isBatched, batchSize, waitMs, later } = this.#options;
    if (!isBatched || batchSize === 1) return;
    this.#stopTick();
    this.#stopTick = later(
      () => {
        if (this.#waiting.length > 0) this.#next();
        else this.#restart();
      },
      Math.max(1, waitMs),
    );
  }

  #send(events: readonly AuditEvent[]): void {
    const { send, warn } = this.#options;
    const lost = (problem: string): void =>
      warn(`Error in audit plugin 'webhook' affecting ${events.length} audit events: ${problem}`);
    const unwritable = unwritableIn(events);
    if (unwritable !== undefined) {
      lost(unwritable);
      return;
    }
    const items = events.map((event) => without(event, "kind", "apiVersion"));
    const list = { kind: "EventList", apiVersion: "audit.k8s.io/v1", metadata: {}, items };
    const sent = new Promise<void>((resolve) => {
      send(list, (problem) => {
        if (problem !== undefined) lost(problem);
        resolve();
      });
    }).finally(() => this.#sending.delete(sent));
    this.#sending.add(sent);
  }
}

/** Why a list cannot be written: the event of a patch that is not JSON takes all others of its list with it. */
function unwritableIn(events: readonly AuditEvent[]): string | undefined {
  const sent = events.map(({ requestObject }) => requestObject);
  const patch = sent.find((one) => typeof one === "string");
  if (patch === undefined) return undefined;
  try {
    parseJson(patch);
    return undefined;
  } catch (error) {
    return `json: error calling MarshalJSON for type *runtime.Unknown: ${messageOf(error)}`;
  }
}
