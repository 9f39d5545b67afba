import type { KubernetesObject } from "../api/object.ts";
import type { Environment } from "../environment/environment.ts";
import type { Cancel, Lane } from "../environment/scheduler.ts";
import { Backoff } from "./backoff.ts";
import type { ReflectorOptions } from "./reflector-options.ts";
import { RequestPace } from "./request-pace.ts";
import { Troubles } from "./troubles.ts";
import type { ListWatchError, ListWatchPhase } from "./watch-errors.ts";

/** What is asked for next. */
export type Attempt = "list" | "watch";

/** When a Reflector asks again, and who hears why it has to. One wait at a time. */
export class NextAttempt<T extends KubernetesObject> {
  readonly #environment: Environment;
  readonly #name: string;
  readonly #lane: Lane;
  readonly #waits: () => void;
  readonly #backoff: Backoff;
  readonly #pace: RequestPace;
  readonly #troubles: Troubles;
  #cancel: Cancel | undefined;
  #hasEnded = false;

  constructor(
    environment: Environment,
    options: {
      readonly reflector: ReflectorOptions<T>;
      readonly name: string;
      readonly lane: Lane;
      /** Called when a wait begins. */
      readonly waits: () => void;
    },
  ) {
    const { reflector, name, lane, waits } = options;
    const random = environment.random.fork(`reflector/${name}`);
    this.#environment = environment;
    this.#name = name;
    this.#lane = lane;
    this.#waits = waits;
    this.#backoff = new Backoff(environment.clock, random.fork("backoff"), reflector.backoff);
    this.#pace = new RequestPace(environment.clock, reflector.requestPace);
    this.#troubles = new Troubles(environment, {
      name,
      resource: reflector.resource,
      where: reflector.listerWatcher.where,
      told: reflector.toldErrors ?? "as-client-go",
      handler: reflector.watchErrorHandler,
    });
  }

  /** RF-4: a round failed. */
  afterFailedRound(error: ListWatchError, then: () => void): void {
    const delayMs = this.#backoff.next();
    this.#troubles.endedRound({ phase: error.phase, error, delayMs });
    this.#wait("list", delayMs, then);
  }

  /** RF-7: all waits use up steps of one row. `error` is one of which client-go tells no handler (RF-21, RF-24, RF-28). */
  backOff(next: Attempt, error: unknown, then: () => void): void {
    const delayMs = this.#backoff.next();
    this.waitedOut("watch", error, delayMs);
    this.#wait(next, delayMs, then);
  }

  /** Goes on at once, unless too many attempts did so lately. `why` is what made it go on. */
  goOn(next: Attempt, why: string, then: () => void): void {
    const delayMs = this.#pace.take();
    if (delayMs === 0) {
      if (!this.#hasEnded) then();
      return;
    }
    const error = new Error(`${why}, again and again; is a proxy or load balancer between?`);
    this.waitedOut("watch", error, delayMs);
    this.#wait(next, delayMs, then);
  }

  /** A trouble that is waited out by whoever met it. */
  waitedOut(phase: ListWatchPhase, error: unknown, delayMs: number): void {
    this.#troubles.waitedOut({ phase, error, delayMs });
  }

  /** In client-go the request for a watch that a stop cuts short counts as failed; nobody is warned of it. */
  stoppedWhileOpening(): void {
    this.#troubles.stoppedWhileOpening();
  }

  /** The server does as it should. */
  healed(): void {
    this.#troubles.healed();
  }

  cancel(): void {
    this.#cancel?.();
  }

  /** Whoever is called in a step may stop the Reflector: a transform, a handler of errors, who waits for a sync. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** RF-42: nothing is asked for any more. */
  end(): void {
    this.#hasEnded = true;
    this.#cancel?.();
  }

  #wait(next: Attempt, delayMs: number, then: () => void): void {
    if (this.#hasEnded) return;
    this.#waits();
    const { trace, clock } = this.#environment;
    trace.emit?.({ kind: "reflector.backing-off", informer: this.#name, delayMs, next });
    this.#cancel = clock.after(delayMs, this.#lane, then);
  }
}
