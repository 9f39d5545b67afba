import type { KubernetesList, ListOptions } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { WatchEvent } from "../api/watch-event.ts";
import type { Indexer } from "../cache/indexer.ts";
import type { Environment } from "../environment/environment.ts";
import { messageOf } from "../environment/message-of.ts";
import { type Cancel, type Lane, lane } from "../environment/scheduler.ts";
import type { ReflectorStore } from "../queue/queue.ts";
import type { ReflectorFact, ReflectorState } from "../trace/reflector-facts.ts";
import { Backoff } from "./backoff.ts";
import { EventIntake } from "./event-intake.ts";
import { newListBuffer } from "./list-buffer.ts";
import { ListPhase } from "./list-phase.ts";
import type { ReflectorOptions } from "./reflector-options.ts";
import { type ReflectorRules, reflectorRules } from "./reflector-rules.ts";
import { ReflectorTimers } from "./reflector-timers.ts";
import { newResumePoint } from "./resume-point.ts";
import { RetryWithDeadline } from "./retry-with-deadline.ts";
import {
  defaultWatchErrorHandler,
  errorOfEvent,
  isExpired,
  isWatchRetriable,
  ListWatchError,
  VeryShortWatchError,
  warnOfRetry,
} from "./watch-errors.ts";
import { WatchOpener } from "./watch-opener.ts";
import { WatchSession } from "./watch-session.ts";

/**
 * Keeps a store as the server has it: lists, watches from where the list ended, and begins again when the server has
 * forgotten that point. One request at a time; its lane is `reflector/NAME`.
 *
 * @see client-go tools/cache/reflector.go
 */
export class Reflector<T extends KubernetesObject> {
  readonly #environment: Environment;
  readonly #options: ReflectorOptions<T>;
  readonly #store: ReflectorStore<T>;
  readonly #name: string;
  readonly #lane: Lane;
  readonly #rules: ReflectorRules;
  readonly #usesWatchList: boolean;
  readonly #backoff: Backoff;
  readonly #opener: WatchOpener<T>;
  readonly #resume = newResumePoint();
  readonly #intake: EventIntake<T>;
  readonly #timers: ReflectorTimers;
  readonly #tellWatchError: (error: unknown) => void;
  readonly #retry: RetryWithDeadline;
  #state: ReflectorState = "idle";
  /** What is under way besides a watch and must be cancelled on stop: a list, or a wait. */
  #pending: Cancel = () => {};
  #session: WatchSession<T> | undefined;

  constructor(environment: Environment, options: ReflectorOptions<T>) {
    this.#environment = environment;
    this.#options = options;
    this.#store = options.store;
    this.#name = options.name ?? options.resource;
    this.#lane = lane(`reflector/${this.#name}`);
    this.#rules = options.rules ?? reflectorRules;
    this.#usesWatchList =
      (options.useWatchList ?? true) && options.listerWatcher.isWatchListUnsupported !== true;
    const random = environment.random.fork(`reflector/${this.#name}`);
    this.#backoff = new Backoff(environment.clock, random.fork("backoff"), options.backoff);
    this.#opener = new WatchOpener(environment, {
      listerWatcher: options.listerWatcher,
      name: this.#name,
      minTimeoutMs: options.minWatchTimeoutMs ?? 0,
      random: random.fork("watch-timeout"),
    });
    this.#intake = new EventIntake(environment, {
      reflector: options,
      name: this.#name,
      rules: this.#rules,
      resume: this.#resume,
    });
    this.#tellWatchError =
      options.watchErrorHandler ?? defaultWatchErrorHandler(environment, this.#name);
    this.#timers = new ReflectorTimers(environment.clock, this.#lane, options);
    this.#retry = new RetryWithDeadline(environment.clock, options.maxInternalErrorRetryMs ?? 0);
  }

  /** Version of the last list, event or bookmark taken in: where the next watch begins (SI-11). */
  get lastSyncResourceVersion(): string {
    return this.#resume.lastSyncResourceVersion;
  }

  get state(): ReflectorState {
    return this.#state;
  }

  /** RF-4: begins; later calls do nothing. */
  start(): void {
    if (this.#state !== "idle") return;
    this.#move("listing");
    this.#post(() => this.#startRound());
  }

  /** RF-42: ends whatever is under way; nothing reaches the store afterwards. */
  stop(): void {
    if (this.#state === "stopped") return;
    // As in client-go, the request for a watch that a stop cuts short counts as failed; nobody is warned of it.
    if (this.#state === "opening-watch") {
      const error = new Error("stopped while the watch was being opened");
      this.#options.watchErrorHandler?.(new ListWatchError("watch", this.#options.resource, error));
    }
    this.#move("stopped");
    this.#pending();
    this.#endSession("stopped");
    this.#timers.end();
  }

  #startRound(): void {
    if (this.#usesWatchList) {
      this.#streamList();
    } else {
      this.#list();
    }
  }

  /** RF-4: whatever ended the round, one delay and the next one. */
  #endRound(error?: unknown): void {
    this.#timers.end();
    if (error !== undefined) this.#tellWatchError(error);
    this.#backOff("list", () => this.#startRound());
  }

  #list(): void {
    this.#move("listing");
    const phase = new ListPhase(this.#environment, {
      reflector: this.#options,
      name: this.#name,
      rules: this.#rules,
      resume: this.#resume,
      post: (step) => this.#post(step),
      failed: (error) => this.#endRound(error),
      done: (list) => {
        try {
          this.#replaceStore(list);
        } catch (cause) {
          this.#endRound(new ListWatchError("sync", this.#options.resource, cause));
          return;
        }
        this.#beginWatchPhase();
        this.#openWatch();
      },
    });
    this.#pending = () => phase.cancel();
    phase.start();
  }

  /** RF-15: the version counts only once the store has the list. */
  #replaceStore(list: KubernetesList<T>): void {
    const resourceVersion = list.metadata?.resourceVersion ?? "";
    this.#emit?.({
      kind: "reflector.listed",
      informer: this.#name,
      resourceVersion,
      count: list.items.length,
      isPaginated: this.#resume.wasPaginated,
    });
    this.#store.replace(list.items, resourceVersion);
    this.#resume.lastSyncResourceVersion = resourceVersion;
  }

  /** RF-27: a watch that begins with the objects, into a buffer that nobody sees. */
  #streamList(): void {
    this.#move("streaming-list");
    const resourceVersion = this.#rules.listResourceVersion({
      last: this.#resume.lastSyncResourceVersion,
      isUnavailable: this.#resume.isUnavailable,
      isStreaming: true,
    });
    const session = this.#newSession("initial", newListBuffer(this.#store), resourceVersion);
    const request = {
      resourceVersion,
      resourceVersionMatch: "NotOlderThan",
      sendInitialEvents: true,
    } as const;
    this.#requestWatch(session, request, (error) => this.#onStreamListFailed(error));
  }

  /** RF-28. */
  #onStreamListFailed(error: unknown): void {
    if (isWatchRetriable(error)) {
      this.#backOff("list", () => this.#streamList(), error);
    } else if (this.#rules.needsFreshList(error)) {
      this.#resume.isUnavailable = true;
      this.#streamList();
    } else {
      this.#list();
    }
  }

  /** The bookmark that ends the initial events has come: the buffer becomes the list, the stream the watch. */
  #takeOver(session: WatchSession<T>): void {
    const items = (session.target as Indexer<T>).list();
    this.#resume.isUnavailable = false;
    try {
      this.#replaceStore({ metadata: { resourceVersion: session.resourceVersion }, items });
    } catch {
      // RF-31: the classical list follows at once; unlike client-go the stream is stopped.
      this.#endSession("error");
      this.#list();
      return;
    }
    session.becomeLive(this.#store, this.#environment.clock.now());
    this.#beginWatchPhase();
    this.#move("watching");
  }

  #beginWatchPhase(): void {
    this.#retry.reset();
    this.#timers.armResync(() => this.#onResyncDue());
  }

  /** RF-19. */
  #openWatch(): void {
    this.#move("opening-watch");
    const resourceVersion = this.#rules.watchResourceVersion(this.#resume.lastSyncResourceVersion);
    const session = this.#newSession("live", this.#store, resourceVersion);
    this.#requestWatch(session, { resourceVersion }, (error) => {
      if (isWatchRetriable(error)) {
        // RF-21: the version is still good, only the server is not.
        this.#backOff("watch", () => this.#openWatch(), error);
      } else {
        this.#endRound(new ListWatchError("watch", this.#options.resource, error));
      }
    });
  }

  #newSession(
    phase: "initial" | "live",
    target: ReflectorStore<T>,
    resourceVersion: string,
  ): WatchSession<T> {
    // RF-38: without a version of our own, the first ADDED events may be synthetic.
    const isOrdered = resourceVersion !== "" && resourceVersion !== "0";
    const session = new WatchSession<T>({
      phase,
      target,
      isOrdered,
      startedAt: this.#environment.clock.now(),
    });
    this.#session = session;
    return session;
  }

  #requestWatch(
    session: WatchSession<T>,
    request: ListOptions,
    refused: (error: unknown) => void,
  ): void {
    this.#opener.open(session, request, {
      post: (step) =>
        this.#post(() => {
          if (this.#session === session) step();
        }),
      opened: () => this.#onOpened(session),
      events: (batch) => this.#onEvents(session, batch),
      closed: () => this.#onClosed(session),
      refused: (error) => {
        this.#session = undefined;
        refused(error);
      },
    });
  }

  #onOpened(session: WatchSession<T>): void {
    session.isOpen = true;
    this.#emit?.({ kind: "reflector.watch-opened", informer: this.#name });
    if (session.phase === "live") this.#move("watching");
    this.#armDeadline(session);
  }

  #onEvents(session: WatchSession<T>, batch: readonly WatchEvent<T>[]): void {
    for (const event of batch) {
      if (this.#session !== session) return;
      if (event.type === "ERROR") {
        this.#onErrorEvent(session, errorOfEvent(event.object));
        return;
      }
      if (this.#intake.take(session, event)) this.#takeOver(session);
    }
    if (this.#session === session) this.#armDeadline(session);
  }

  /** RF-24, RF-28. */
  #onErrorEvent(session: WatchSession<T>, error: unknown): void {
    this.#emit?.({
      kind: "reflector.received",
      informer: this.#name,
      type: "ERROR",
      error: messageOf(error),
    });
    this.#endSession(isExpired(error) ? "expired" : "error");
    if (session.phase === "initial") {
      this.#onStreamListFailed(error);
      return;
    }
    const next = this.#rules.afterWatchError(error);
    if (next === "back-off-and-watch") {
      this.#backOff("watch", () => this.#openWatch());
    } else if (next === "watch" || (next === "retry-if-internal" && this.#retry.shouldRetry())) {
      this.#openWatch();
    } else {
      this.#endRound();
    }
  }

  /** RF-23, RF-25, RF-29. */
  #onClosed(session: WatchSession<T>): void {
    const isVeryShort = session.isVeryShort(this.#environment.clock.now());
    this.#endSession(isVeryShort ? "very-short" : "closed");
    if (session.phase === "initial") {
      if (isVeryShort) {
        this.#list();
      } else {
        this.#streamList();
      }
    } else if (isVeryShort) {
      // RF-24: no watch error handler is told of it.
      const { message } = new VeryShortWatchError(this.#options.resource);
      this.#environment.warn?.(`informer ${this.#name}: ${message}`);
      this.#endRound();
    } else {
      this.#openWatch();
    }
  }

  #endSession(reason: Extract<ReflectorFact, { kind: "reflector.watch-ended" }>["reason"]): void {
    const session = this.#session;
    if (session === undefined) return;
    this.#session = undefined;
    this.#timers.endDeadline();
    if (session.isOpen) {
      this.#emit?.({
        kind: "reflector.watch-ended",
        informer: this.#name,
        reason,
        events: session.events,
      });
    }
    session.end();
  }

  #onResyncDue(): void {
    const isWanted = this.#options.shouldResync?.() ?? true;
    this.#emit?.({ kind: "reflector.resync-due", informer: this.#name, isWanted });
    try {
      if (isWanted) this.#store.resync();
    } catch (cause) {
      this.#pending();
      this.#endSession("error");
      this.#endRound(new ListWatchError("resync", this.#options.resource, cause));
      return;
    }
    this.#timers.armResync(() => this.#onResyncDue());
  }

  #armDeadline(session: WatchSession<T>): void {
    this.#timers.armDeadline(() => {
      if (this.#session !== session) return;
      this.#endSession("read-deadline");
      if (session.phase === "initial") {
        this.#streamList();
      } else {
        this.#openWatch();
      }
    });
  }

  /** RF-7: all waits use up steps of one row. */
  /** `quiet` is an error of which no handler is told (RF-21, RF-28): a user must still see why nothing happens. */
  #backOff(next: "list" | "watch", then: () => void, quiet?: unknown): void {
    const delayMs = this.#backoff.next();
    if (quiet !== undefined) warnOfRetry(this.#environment, this.#name, quiet, delayMs);
    this.#move("backing-off");
    this.#emit?.({ kind: "reflector.backing-off", informer: this.#name, delayMs, next });
    this.#pending = this.#environment.clock.after(delayMs, this.#lane, then);
  }

  #post(step: () => void): void {
    this.#environment.scheduler.post(this.#lane, () => {
      if (this.#state !== "stopped") step();
    });
  }

  #move(to: ReflectorState): void {
    const from = this.#state;
    if (from === to) return;
    this.#state = to;
    this.#emit?.({ kind: "reflector.moved", informer: this.#name, from, to });
  }

  get #emit(): Environment["trace"]["emit"] {
    return this.#environment.trace.emit;
  }
}
