import type { KubernetesList, ListOptions } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { WatchEvent } from "../api/watch-event.ts";
import type { Indexer } from "../cache/indexer.ts";
import type { Environment } from "../environment/environment.ts";
import { messageOf } from "../environment/message-of.ts";
import { type Lane, lane } from "../environment/scheduler.ts";
import type { ReflectorStore } from "../queue/queue.ts";
import type { ReflectorFact, ReflectorState } from "../trace/reflector-facts.ts";
import { EventIntake } from "./event-intake.ts";
import { newListBuffer } from "./list-buffer.ts";
import { ListPhase } from "./list-phase.ts";
import { NextAttempt } from "./next-attempt.ts";
import { eventFlawOf } from "./object-check.ts";
import type { ReflectorOptions } from "./reflector-options.ts";
import { type ReflectorRules, reflectorRules } from "./reflector-rules.ts";
import { ReflectorTimers } from "./reflector-timers.ts";
import { newResumePoint } from "./resume-point.ts";
import { RetryWithDeadline } from "./retry-with-deadline.ts";
import {
  errorOfEvent,
  isDecodingError,
  isExpired,
  isWatchRetriable,
  ListWatchError,
  malformedEventError,
  VeryShortWatchError,
} from "./watch-errors.ts";
import { WatchOpener } from "./watch-opener.ts";
import { WatchSession } from "./watch-session.ts";

/** After so many cut streaming lists a plain list is asked for; client-go streams for ever. */
const cutStreamsMax = 3;

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
  readonly #opener: WatchOpener<T>;
  readonly #resume = newResumePoint();
  readonly #intake: EventIntake<T>;
  readonly #timers: ReflectorTimers;
  readonly #next: NextAttempt<T>;
  readonly #retry: RetryWithDeadline;
  #state: ReflectorState = "idle";
  #phase: ListPhase<T> | undefined;
  #session: WatchSession<T> | undefined;
  /** Streaming lists in a row that ended before their bookmark. */
  #cutStreams = 0;

  constructor(environment: Environment, options: ReflectorOptions<T>) {
    this.#environment = environment;
    this.#options = options;
    this.#store = options.store;
    this.#name = options.name ?? options.resource;
    this.#lane = lane(`reflector/${this.#name}`);
    this.#rules = options.rules ?? reflectorRules;
    this.#usesWatchList =
      (options.useWatchList ?? true) && options.listerWatcher.isWatchListUnsupported !== true;
    this.#opener = new WatchOpener(environment, {
      listerWatcher: options.listerWatcher,
      name: this.#name,
      minTimeoutMs: options.minWatchTimeoutMs ?? 0,
      random: environment.random.fork(`reflector/${this.#name}`).fork("watch-timeout"),
    });
    this.#intake = new EventIntake(environment, {
      reflector: options,
      name: this.#name,
      rules: this.#rules,
      resume: this.#resume,
    });
    this.#next = new NextAttempt(environment, {
      reflector: options,
      name: this.#name,
      lane: this.#lane,
      waits: () => this.#move("backing-off"),
    });
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
    this.#post(this.#startRound);
  }

  /** RF-42: ends whatever is under way; nothing reaches the store afterwards. */
  stop(): void {
    if (this.#state === "stopped") return;
    const wasOpening = this.#state === "opening-watch" && this.#session !== undefined;
    this.#move("stopped");
    this.#phase?.cancel();
    this.#next.end();
    if (wasOpening) this.#next.stoppedWhileOpening();
    this.#endSession("stopped");
    this.#timers.end();
  }

  readonly #startRound = (): void => {
    if (this.#usesWatchList) this.#streamList();
    else this.#list();
  };

  /** RF-4: whatever ended the round, one delay and the next one. */
  #endRound(error: ListWatchError): void {
    this.#timers.end();
    this.#next.afterFailedRound(error, this.#startRound);
  }

  /** A round that client-go ends with a line in its log. */
  #endRoundQuietly(error: unknown): void {
    this.#timers.end();
    this.#next.backOff("list", error, this.#startRound);
  }

  #list(): void {
    this.#move("listing");
    this.#phase = new ListPhase(this.#environment, {
      reflector: this.#options,
      name: this.#name,
      rules: this.#rules,
      resume: this.#resume,
      post: (step) => this.#post(step),
      failed: (error) => this.#endRound(error),
      waiting: (error, delayMs) => this.#next.waitedOut("list", error, delayMs),
      done: (list) => {
        try {
          this.#replaceStore(list);
        } catch (cause) {
          this.#endRound(new ListWatchError("sync", this.#options.resource, cause));
          return;
        }
        if (this.#next.hasEnded) return;
        this.#beginWatchPhase();
        this.#openWatch();
      },
    });
    this.#phase.start();
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
    const request = { resourceVersion, resourceVersionMatch: "NotOlderThan" } as const;
    this.#requestWatch(session, { ...request, sendInitialEvents: true }, (error) =>
      this.#onStreamListFailed(error),
    );
  }

  /** RF-28. */
  #onStreamListFailed(error: unknown): void {
    if (isWatchRetriable(error)) {
      this.#next.backOff("list", error, () => this.#streamList());
    } else if (this.#rules.needsFreshList(error)) {
      this.#resume.isUnavailable = true;
      this.#next.goOn("list", "the server refused to stream a list", () => this.#streamList());
    } else {
      this.#next.goOn("list", "a streaming list failed", () => this.#list());
    }
  }

  /** The bookmark that ends the initial events has come: the buffer becomes the list, the stream the watch. */
  #takeOver(session: WatchSession<T>): void {
    const items = (session.target as Indexer<T>).list();
    this.#resume.isUnavailable = false;
    this.#cutStreams = 0;
    try {
      this.#replaceStore({ metadata: { resourceVersion: session.resourceVersion }, items });
    } catch {
      // RF-31: the classical list follows at once; unlike client-go the stream is stopped.
      this.#endSession("error");
      if (!this.#next.hasEnded) this.#list();
      return;
    }
    if (this.#next.hasEnded) return;
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
        this.#next.backOff("watch", error, this.#watchAgain);
      } else {
        this.#endRound(new ListWatchError("watch", this.#options.resource, error));
      }
    });
  }

  /** Without a version a watch continues nothing: it begins with what there is, and never says what is gone. A list does. */
  readonly #watchAgain = (): void => {
    if (this.#resume.lastSyncResourceVersion === "") this.#startRound();
    else this.#openWatch();
  };

  #newSession(
    phase: "initial" | "live",
    target: ReflectorStore<T>,
    resourceVersion: string,
  ): WatchSession<T> {
    const startedAt = this.#environment.clock.now();
    this.#session = new WatchSession<T>({ phase, target, resourceVersion, startedAt });
    return this.#session;
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
      waiting: (error, delayMs) => this.#next.waitedOut("watch", error, delayMs),
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
      const flaw = eventFlawOf(event);
      if (flaw !== undefined) {
        this.#onErrorEvent(session, malformedEventError(flaw));
        return;
      }
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
    this.#intake.note(error);
    this.#endSession(isExpired(error) ? "expired" : "error");
    if (isDecodingError(error)) {
      // The stream cannot be trusted any more: a list brings what the frame would have said (RF-24).
      this.#endRoundQuietly(error);
      return;
    }
    if (session.phase === "initial") {
      this.#onStreamListFailed(error);
      return;
    }
    const next = this.#rules.afterWatchError(error);
    if (next === "back-off-and-watch") {
      this.#next.backOff("watch", error, this.#watchAgain);
    } else if (next === "watch" || (next === "retry-if-internal" && this.#retry.shouldRetry())) {
      this.#next.goOn("watch", messageOf(error), this.#watchAgain);
    } else {
      this.#endRoundQuietly(error);
    }
  }

  /** RF-23, RF-25, RF-29. */
  #onClosed(session: WatchSession<T>): void {
    const isVeryShort = session.isVeryShort(this.#environment.clock.now());
    this.#endSession(isVeryShort ? "very-short" : "closed");
    const { resource } = this.#options;
    if (session.phase === "initial") {
      this.#streamAgain(`a streaming list of ${resource} was cut before its end`, isVeryShort);
    } else if (isVeryShort) {
      this.#endRoundQuietly(new VeryShortWatchError(resource));
    } else {
      const why = `the watch of ${resource} ended soon after it began`;
      this.#next.goOn("watch", why, this.#watchAgain);
    }
  }

  /** Where streaming lists are cut or fall silent time and again, a plain list gets through. */
  #streamAgain(why: string, isHopeless: boolean): void {
    this.#cutStreams += 1;
    const isToList = isHopeless || this.#cutStreams >= cutStreamsMax;
    this.#next.goOn("list", why, () => (isToList ? this.#list() : this.#streamList()));
  }

  #endSession(reason: Extract<ReflectorFact, { kind: "reflector.watch-ended" }>["reason"]): void {
    const session = this.#session;
    if (session === undefined) return;
    this.#session = undefined;
    if (session.wasSteady(this.#environment.clock.now())) this.#next.healed();
    this.#timers.endDeadline();
    const { events } = session;
    if (session.isOpen)
      this.#emit?.({ kind: "reflector.watch-ended", informer: this.#name, reason, events });
    session.end();
  }

  #onResyncDue(): void {
    const isWanted = this.#options.shouldResync?.() ?? true;
    this.#emit?.({ kind: "reflector.resync-due", informer: this.#name, isWanted });
    try {
      if (isWanted) this.#store.resync();
    } catch (cause) {
      this.#next.cancel();
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
      const why = `nothing came on the watch of ${this.#options.resource}`;
      if (session.phase === "initial") this.#streamAgain(why, false);
      else this.#next.goOn("watch", why, this.#watchAgain);
    });
  }

  #post(step: () => void): void {
    this.#environment.scheduler.post(this.#lane, () => {
      if (this.#state !== "stopped") step();
    });
  }

  #move(to: ReflectorState): void {
    const from = this.#state;
    if (from === to || from === "stopped") return;
    this.#state = to;
    this.#emit?.({ kind: "reflector.moved", informer: this.#name, from, to });
  }

  get #emit(): Environment["trace"]["emit"] {
    return this.#environment.trace.emit;
  }
}
