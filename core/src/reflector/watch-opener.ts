import type { ListOptions } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { WatchEvent } from "../api/watch-event.ts";
import type { Environment } from "../environment/environment.ts";
import { messageOf } from "../environment/message-of.ts";
import type { Random } from "../environment/random.ts";
import type { ListerWatcher } from "../source/lister-watcher.ts";
import type { WatchSession } from "./watch-session.ts";

/** Smaller timeouts are ignored (RF-2), milliseconds. */
const minTimeoutMsDefault = 300_000;

/** Told what becomes of a watch; every call arrives through `post`. */
interface SessionCallbacks<T extends KubernetesObject> {
  /** Runs a step on the Reflector's lane, unless the session is no longer its own. */
  post(step: () => void): void;
  opened(): void;
  events(batch: readonly WatchEvent<T>[]): void;
  closed(): void;
  waiting(error: unknown, delayMs: number): void;
  refused(error: unknown): void;
}

/** Asks for watches: bookmarks always, a fresh random timeout each time (RF-2, RF-19). */
export class WatchOpener<T extends KubernetesObject> {
  readonly #environment: Environment;
  readonly #listerWatcher: ListerWatcher<T>;
  readonly #name: string;
  readonly #minTimeoutMs: number;
  readonly #random: Random;

  constructor(
    environment: Environment,
    options: {
      readonly listerWatcher: ListerWatcher<T>;
      readonly name: string;
      readonly minTimeoutMs: number;
      readonly random: Random;
    },
  ) {
    this.#environment = environment;
    this.#listerWatcher = options.listerWatcher;
    this.#name = options.name;
    this.#minTimeoutMs = Math.max(options.minTimeoutMs, minTimeoutMsDefault);
    this.#random = options.random;
  }

  open(session: WatchSession<T>, request: ListOptions, callbacks: SessionCallbacks<T>): void {
    const timeoutSeconds = Math.floor((this.#minTimeoutMs / 1000) * (1 + this.#random.next()));
    const options: ListOptions = { ...request, allowWatchBookmarks: true, timeoutSeconds };
    const { trace } = this.#environment;
    trace.emit?.({ kind: "reflector.watch-requested", informer: this.#name, options });
    const { post } = callbacks;
    const cancel = this.#listerWatcher.watch(options, {
      opened: () => post(() => callbacks.opened()),
      events: (batch) => post(() => callbacks.events(batch)),
      closed: () => post(() => callbacks.closed()),
      waiting: (error, delayMs) => post(() => callbacks.waiting(error, delayMs)),
      failed: (error) =>
        post(() => {
          trace.emit?.({
            kind: "reflector.watch-refused",
            informer: this.#name,
            error: messageOf(error),
          });
          callbacks.refused(error);
        }),
    });
    session.attach(cancel);
  }
}
