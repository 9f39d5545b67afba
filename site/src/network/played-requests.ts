import type { DueSteps } from "./due-steps.ts";
import { type Exchange, endOf, type Moment } from "./exchange.ts";
import { exchangeHeader } from "./played-server.ts";

/** How many requests one move sends at most: a leap over a long run would bury the panel. */
export const requestsPerMoveMax = 100;

/** What was done so far. */
export interface PlayedCounts {
  readonly sent: number;
  readonly underWay: number;
  /** Passed by without being sent, for there were too many. */
  readonly skipped: number;
}

/** Settings of {@link PlayedRequests}. */
export interface PlayedRequestsOptions {
  /** Where the server is found: `/play/k8s`. */
  readonly basePath: string;
  readonly steps: DueSteps;
  readonly fetch: typeof globalThis.fetch;
  readonly changed: (counts: PlayedCounts) => void;
}

/** Sends the requests of a run when the picture passes them, and reads what comes until the informer did no more. */
export class PlayedRequests {
  readonly #exchanges: readonly Exchange[];
  readonly #options: PlayedRequestsOptions;
  readonly #underWay = new Map<Exchange, AbortController>();
  #last: Moment = -1;
  #sent = 0;
  #skipped = 0;

  constructor(exchanges: readonly Exchange[], options: PlayedRequestsOptions) {
    this.#exchanges = exchanges;
    this.#options = options;
  }

  /** Forwards, what lies between is sent; backwards, what is under way is given up, and what is under way there is sent. */
  moveTo(moment: Moment): void {
    if (moment < this.#last) {
      this.stop();
      this.#options.steps.goTo(moment);
      this.#send(this.#exchanges.filter((exchange) => isUnderWay(exchange, moment)));
    } else {
      // First what is due, so that a panel that is read from above has ends before the next beginnings.
      this.#send(this.#exchanges.filter(({ at }) => at > this.#last && at <= moment));
      this.#options.steps.goTo(moment);
    }
    this.#last = moment;
    this.#tell();
  }

  /** Gives up what is under way. */
  stop(): void {
    for (const controller of this.#underWay.values()) controller.abort();
    this.#underWay.clear();
  }

  #send(exchanges: readonly Exchange[]): void {
    const sent = exchanges.slice(-requestsPerMoveMax);
    this.#skipped += exchanges.length - sent.length;
    for (const exchange of sent) void this.#play(exchange);
  }

  async #play(exchange: Exchange): Promise<void> {
    const { basePath, fetch } = this.#options;
    const controller = new AbortController();
    this.#underWay.set(exchange, controller);
    this.#sent += 1;
    try {
      const response = await fetch(`${basePath}${exchange.target}`, {
        headers: { accept: exchange.accept, [exchangeHeader]: exchange.id },
        signal: controller.signal,
        cache: "no-store",
      });
      await this.#read(response, exchange, controller);
    } catch {
      // Refused, broken or given up: the panel shows it.
    }
    if (this.#underWay.get(exchange) === controller) this.#underWay.delete(exchange);
    this.#tell();
  }

  /** Reads to the end, or to where the informer gave up. */
  async #read(
    { body }: Response,
    { answer }: Exchange,
    controller: AbortController,
  ): Promise<void> {
    const reader = body?.getReader();
    if (reader === undefined) return;
    let left = answer?.kind === "watch" ? answer.events.length : 0;
    const end = answer?.kind === "watch" && answer.end?.by === "client" ? answer.end : undefined;
    const leave = (): void => {
      if (end !== undefined) this.#options.steps.at(end.at, () => controller.abort());
    };
    if (left === 0) leave();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      if (left === 0) continue;
      for (const byte of value) if (byte === lineFeed) left -= 1;
      if (left === 0) leave();
    }
  }

  #tell(): void {
    const { size } = this.#underWay;
    this.#options.changed({ sent: this.#sent, underWay: size, skipped: this.#skipped });
  }
}

const lineFeed = 0x0a;

function isUnderWay(exchange: Exchange, moment: Moment): boolean {
  return exchange.at <= moment && moment < (endOf(exchange) ?? Infinity);
}
