import type { Environment } from "../environment/environment.ts";
import { messageOf } from "../environment/message-of.ts";
import {
  defaultWatchErrorHandler,
  isExpired,
  ListWatchError,
  type ListWatchPhase,
  warnOfRetry,
} from "./watch-errors.ts";

/** Which troubles a watch error handler hears of. */
export type ToldErrors =
  /** Each cause once, wherever it came up, and again while it lasts. */
  | "every-cause"
  /** Each round that failed, and nothing of what client-go only logs (RF-4, RF-21, RF-24). */
  | "as-client-go";

/** What went wrong, and what the Reflector does about it. */
export interface Trouble {
  readonly phase: ListWatchPhase;
  readonly error: unknown;
  /** Milliseconds until it asks again. */
  readonly delayMs: number;
}

/** A cause that lasts is told again after this time. */
const reminderMs = 300_000;
/** Causes that are remembered; the oldest makes room. */
const causesMax = 32;

/** Decides who is told of a trouble, and how often. */
export class Troubles {
  readonly #environment: Environment;
  readonly #name: string;
  readonly #resource: string;
  readonly #where: string | undefined;
  readonly #told: ToldErrors;
  readonly #hasHandler: boolean;
  readonly #handler: (error: unknown) => void;
  readonly #toldAt = new Map<string, number>();

  constructor(
    environment: Environment,
    options: {
      readonly name: string;
      readonly resource: string;
      /** Address and path of what is read. */
      readonly where: string | undefined;
      readonly told: ToldErrors;
      readonly handler: ((error: unknown) => void) | undefined;
    },
  ) {
    this.#environment = environment;
    this.#name = options.name;
    this.#resource = options.resource;
    this.#where = options.where;
    this.#told = options.told;
    this.#hasHandler = options.handler !== undefined;
    this.#handler = options.handler ?? defaultWatchErrorHandler(environment, options.name);
  }

  /** A round of list and watch is over because of it. */
  endedRound({ phase, error, delayMs }: Trouble): void {
    if (this.#told === "as-client-go") {
      this.#hand(error instanceof ListWatchError ? error : this.#wrap(phase, error));
    } else {
      this.#tell({ phase, error, delayMs });
    }
  }

  /** It is waited out; client-go writes it into its log and tells no handler. */
  waitedOut({ phase, error, delayMs }: Trouble): void {
    if (this.#told === "as-client-go") {
      warnOfRetry(this.#environment, this.#name, error, delayMs);
    } else {
      this.#tell({ phase, error, delayMs });
    }
  }

  /** A stop cut the request for a watch short: to client-go's handler a failure, to a user no trouble. */
  stoppedWhileOpening(): void {
    if (this.#told !== "as-client-go" || !this.#hasHandler) return;
    this.#hand(this.#wrap("watch", new Error("stopped while the watch was being opened")));
  }

  /** The server does as it should: whatever comes next is news. */
  healed(): void {
    this.#toldAt.clear();
  }

  #tell({ phase, error, delayMs }: Trouble): void {
    // A version that is forgotten is part of a watch's life, and the list that follows heals it.
    if (isExpired(error instanceof ListWatchError ? error.cause : error)) return;
    const wrapped = error instanceof ListWatchError ? error : this.#wrap(phase, error);
    const key = `${wrapped.phase} ${messageOf(wrapped.cause).replace(/[0-9]+/g, "0")}`;
    const now = this.#environment.clock.now();
    const toldAt = this.#toldAt.get(key);
    if (toldAt !== undefined && now - toldAt < reminderMs) return;
    this.#remember(key, now);
    const options = { retryInMs: delayMs, where: this.#where };
    this.#hand(new ListWatchError(wrapped.phase, this.#resource, wrapped.cause, options));
  }

  #wrap(phase: ListWatchPhase, error: unknown): ListWatchError {
    return new ListWatchError(phase, this.#resource, error);
  }

  #remember(key: string, now: number): void {
    this.#toldAt.delete(key);
    this.#toldAt.set(key, now);
    for (const oldest of this.#toldAt.keys()) {
      if (this.#toldAt.size <= causesMax) return;
      this.#toldAt.delete(oldest);
    }
  }

  /** A handler that throws is a fault in the user's program, which the Reflector outlives. */
  #hand(error: ListWatchError): void {
    try {
      this.#handler(error);
    } catch (fault) {
      this.#environment.warn?.(
        `informer ${this.#name}: the watch error handler threw: ${messageOf(fault)}`,
        fault,
      );
    }
  }
}
