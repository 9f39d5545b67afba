import { deletionHandlingMetaNamespaceKey } from "../api/object-key.ts";
import type { KubernetesList, ListOptions } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import { isInternalError, isTooManyRequests } from "../api/status-error.ts";
import { initialEventsEndAnnotation, type WatchEvent } from "../api/watch-event.ts";
import { Indexer } from "../cache/indexer.ts";
import type { Environment } from "../environment/environment.ts";
import type { Random } from "../environment/random.ts";
import { type Cancel, type Lane, lane } from "../environment/scheduler.ts";
import type { ReflectorStore } from "../queue/queue.ts";
import type { ListerWatcher, ListResult } from "../source/lister-watcher.ts";
import { listPages } from "../source/pager.ts";
import type { ReflectorState } from "../trace/reflector-facts.ts";
import { Backoff, type BackoffOptions } from "./backoff.ts";
import { type ExpectedObject, listRefusalOf, refusalOf } from "./object-check.ts";
import { refOf } from "./object-ref.ts";
import { RetryWithDeadline } from "./retry-with-deadline.ts";
import {
  errorOfEvent,
  isExpired,
  isWatchRetriable,
  ListWatchError,
  needsFreshList,
  VeryShortWatchError,
} from "./watch-errors.ts";
import { WatchSession } from "./watch-session.ts";

/** Decides what follows a list or watch that failed; planted bugs replace it, nothing else should. */
export interface ReflectorRules {
  /** RF-10, RF-27: the version to list or stream a list with. */
  listResourceVersion(known: { readonly last: string; readonly isUnavailable: boolean; readonly isStreaming: boolean }): string;
  /** RF-19: the version to watch from. */
  watchResourceVersion(last: string): string;
  /** RF-12: whether the version asked for must be given up. */
  needsFreshList(error: unknown): boolean;
  /** RF-24: what follows an ERROR event of a live watch. */
  afterWatchError(error: unknown): "relist" | "back-off-and-watch" | "retry-if-internal";
  /** RF-37, RF-38: whether an accepted event moves the resume version. */
  movesResourceVersion(event: { readonly type: string; readonly isOrdered: boolean }): boolean;
}

/** What client-go does. */
export const reflectorRules: ReflectorRules = {
  listResourceVersion: ({ last, isUnavailable, isStreaming }) => {
    if (isUnavailable) return "";
    if (last === "" && !isStreaming) return "0";
    return last;
  },
  watchResourceVersion: (last) => last,
  needsFreshList,
  afterWatchError: (error) => {
    if (isExpired(error)) return "relist";
    if (isTooManyRequests(error)) return "back-off-and-watch";
    return isInternalError(error) ? "retry-if-internal" : "relist";
  },
  movesResourceVersion: ({ type, isOrdered }) => isOrdered || type !== "ADDED",
};

/** Settings of a {@link Reflector}. Times are milliseconds. */
export interface ReflectorOptions<T extends KubernetesObject> {
  readonly listerWatcher: ListerWatcher<T>;
  /** Where what is read goes: the queue of an informer. */
  readonly store: ReflectorStore<T>;
  /** Plural resource name with its group: `nodes`, `deployments.apps`. */
  readonly resource: string;
  /** Names lane and facts. @defaultValue the resource */
  readonly name?: string;
  /** Objects of another kind are dropped (RF-33). @defaultValue anything */
  readonly expected?: ExpectedObject;
  /** RF-41; 0 never resyncs. @defaultValue 0 */
  readonly resyncPeriodMs?: number;
  /** Asked at each tick of the resync timer. @defaultValue always yes */
  readonly shouldResync?: () => boolean;
  /** RF-11; 0 leaves the choice to the rule. @defaultValue 0 */
  readonly pageSize?: number;
  /** RF-2; smaller values than the default are ignored. @defaultValue 300,000 */
  readonly minWatchTimeoutMs?: number;
  /** RF-26; 0 switches the window off. @defaultValue 0 */
  readonly maxInternalErrorRetryMs?: number;
  /** RF-27: stream lists where the source can (LW-3). @defaultValue true */
  readonly useWatchList?: boolean;
  /**
   * A live watch on which nothing came for this long, bookmarks included, is taken for dead and opened again from the
   * last version; client-go waits for its timeout of 5 to 10 minutes. 0 waits as client-go does. @defaultValue 0
   */
  readonly readDeadlineMs?: number;
  /** @defaultValue as client-go's (RF-5) */
  readonly backoff?: BackoffOptions;
  /** Told of the error that ended a round (RF-4). @defaultValue `environment.warn` */
  readonly watchErrorHandler?: (error: unknown) => void;
  /** @defaultValue reflectorRules */
  readonly rules?: ReflectorRules;
}

const minWatchTimeoutMsDefault = 300_000;
const veryShortMs = 1000;

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
  readonly #timeoutRandom: Random;
  #retry: RetryWithDeadline;
  #state: ReflectorState = "idle";
  /** What is under way and must be cancelled on stop: a list, or a wait. */
  #pending: Cancel = () => {};
  #session: WatchSession<T> | undefined;
  #cancelResync: Cancel = () => {};
  #cancelDeadline: Cancel = () => {};
  #lastSyncResourceVersion = "";
  #isLastSyncUnavailable = false;
  #wasPaginated = false;

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
    this.#timeoutRandom = random.fork("watch-timeout");
    this.#retry = this.#newRetry();
  }

  /** Version of the last list, event or bookmark taken in: where the next watch begins (SI-11). */
  get lastSyncResourceVersion(): string {
    return this.#lastSyncResourceVersion;
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
    this.#endWatchPhase();
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
    this.#endWatchPhase();
    if (error !== undefined) this.#reportError(error);
    this.#backOff("list", () => this.#startRound());
  }

  #reportError(error: unknown): void {
    const { watchErrorHandler } = this.#options;
    if (watchErrorHandler !== undefined) {
      watchErrorHandler(error);
    } else if (!isExpired(error)) {
      this.#environment.warn?.(`informer ${this.#name}: ${messageOf(error)}`, error);
    }
  }

  // ---- list ----

  #list(): void {
    const resourceVersion = this.#rules.listResourceVersion({
      last: this.#lastSyncResourceVersion,
      isUnavailable: this.#isLastSyncUnavailable,
      isStreaming: false,
    });
    const pageSize = this.#pageSizeFor(resourceVersion);
    this.#requestList({ resourceVersion }, pageSize, (result, isPaginated) => {
      if (result.ok || !this.#rules.needsFreshList(result.error)) {
        this.#onListed(result, isPaginated && resourceVersion === "0");
        return;
      }
      // RF-12: at once, without a version, through the same pager.
      this.#isLastSyncUnavailable = true;
      this.#emitListFailed(result.error);
      this.#requestList({ resourceVersion: "" }, pageSize, (again, isPaginatedAgain) => {
        this.#onListed(again, isPaginatedAgain && resourceVersion === "0");
      });
    });
  }

  /** RF-11. */
  #pageSizeFor(resourceVersion: string): number | undefined {
    const { pageSize } = this.#options;
    if (pageSize !== undefined && pageSize !== 0) return pageSize;
    if (this.#wasPaginated) return undefined;
    return resourceVersion === "" || resourceVersion === "0" ? undefined : 0;
  }

  #requestList(
    request: ListOptions,
    pageSize: number | undefined,
    done: (result: ListResult<T>, isPaginated: boolean) => void,
  ): void {
    this.#move("listing");
    this.#pending = listPages(this.#options.listerWatcher, request, {
      ...(pageSize === undefined ? {} : { pageSize }),
      enqueue: (step) => this.#post(step),
      onRequest: (options, page) =>
        this.#environment.trace.emit?.({ kind: "reflector.list-requested", informer: this.#name, options, page }),
      done,
    });
  }

  #onListed(result: ListResult<T>, isPaginatedFromCache: boolean): void {
    const { resource } = this.#options;
    if (!result.ok) {
      this.#emitListFailed(result.error);
      this.#endRound(new ListWatchError("list", resource, result.error));
      return;
    }
    const refusal = listRefusalOf(result.list, this.#options.expected);
    if (refusal !== undefined) {
      const error = new Error(refusal);
      this.#emitListFailed(error);
      this.#endRound(new ListWatchError("list", resource, error));
      return;
    }
    // RF-14
    this.#isLastSyncUnavailable = false;
    if (isPaginatedFromCache) this.#wasPaginated = true;
    if (this.#replaceStore(result.list, isPaginatedFromCache)) this.#startWatchPhase();
  }

  /** RF-15. Answers false when the store refused, after ending the round. */
  #replaceStore(list: KubernetesList<T>, isPaginated: boolean): boolean {
    const resourceVersion = list.metadata?.resourceVersion ?? "";
    this.#environment.trace.emit?.({
      kind: "reflector.listed",
      informer: this.#name,
      resourceVersion,
      count: list.items.length,
      isPaginated,
    });
    try {
      this.#store.replace(list.items, resourceVersion);
    } catch (cause) {
      this.#endRound(new ListWatchError("sync", this.#options.resource, cause));
      return false;
    }
    this.#lastSyncResourceVersion = resourceVersion;
    return true;
  }

  #emitListFailed(error: unknown): void {
    this.#environment.trace.emit?.({ kind: "reflector.list-failed", informer: this.#name, error: messageOf(error) });
  }

  // ---- streaming list ----

  /** RF-27: a watch that begins with the objects, into a buffer that nobody sees. */
  #streamList(): void {
    this.#move("streaming-list");
    const transform = this.#store.transformer;
    const buffer = new Indexer<T>({
      keyFunction: deletionHandlingMetaNamespaceKey,
      ...(transform === undefined ? {} : { transform }),
    });
    const resourceVersion = this.#rules.listResourceVersion({
      last: this.#lastSyncResourceVersion,
      isUnavailable: this.#isLastSyncUnavailable,
      isStreaming: true,
    });
    const session = this.#newSession("initial", buffer, isOrderedFrom(resourceVersion));
    this.#requestWatch(
      session,
      { resourceVersion, resourceVersionMatch: "NotOlderThan", sendInitialEvents: true },
      (error) => this.#onStreamListFailed(error),
    );
  }

  /** RF-28. */
  #onStreamListFailed(error: unknown): void {
    if (isWatchRetriable(error)) {
      this.#backOff("list", () => this.#streamList());
    } else if (this.#rules.needsFreshList(error)) {
      this.#isLastSyncUnavailable = true;
      this.#streamList();
    } else {
      this.#list();
    }
  }

  /** The bookmark that ends the initial events has come: the buffer becomes the list, the stream the watch. */
  #takeOver(session: WatchSession<T>): boolean {
    const items = (session.target as Indexer<T>).list();
    this.#isLastSyncUnavailable = false;
    const list: KubernetesList<T> = { metadata: { resourceVersion: session.resourceVersion }, items };
    this.#session = undefined;
    try {
      this.#environment.trace.emit?.({
        kind: "reflector.listed",
        informer: this.#name,
        resourceVersion: session.resourceVersion,
        count: items.length,
        isPaginated: false,
      });
      this.#store.replace(list.items, session.resourceVersion);
    } catch {
      // RF-31: the classical list follows at once; unlike client-go the stream is stopped.
      session.end();
      this.#list();
      return false;
    }
    this.#lastSyncResourceVersion = session.resourceVersion;
    this.#session = session;
    session.phase = "live";
    session.target = this.#store;
    session.startedAt = this.#environment.clock.now();
    session.events = 0;
    session.isOrdered = true;
    this.#retry = this.#newRetry();
    this.#armResync();
    this.#armDeadline(session);
    this.#move("watching");
    return true;
  }

  // ---- watch ----

  #startWatchPhase(): void {
    this.#retry = this.#newRetry();
    this.#armResync();
    this.#openWatch();
  }

  /** RF-19. */
  #openWatch(): void {
    this.#move("opening-watch");
    const resourceVersion = this.#rules.watchResourceVersion(this.#lastSyncResourceVersion);
    const session = this.#newSession("live", this.#store, isOrderedFrom(resourceVersion));
    this.#requestWatch(session, { resourceVersion }, (error) => {
      if (isWatchRetriable(error)) {
        // RF-21: the version is still good, only the server is not.
        this.#backOff("watch", () => this.#openWatch());
      } else {
        this.#endRound(new ListWatchError("watch", this.#options.resource, error));
      }
    });
  }

  #newSession(phase: "initial" | "live", target: ReflectorStore<T>, isOrdered: boolean): WatchSession<T> {
    const session = new WatchSession<T>({ phase, target, isOrdered, startedAt: this.#environment.clock.now() });
    this.#session = session;
    return session;
  }

  #requestWatch(
    session: WatchSession<T>,
    request: ListOptions,
    refused: (error: unknown) => void,
  ): void {
    const options: ListOptions = { ...request, allowWatchBookmarks: true, timeoutSeconds: this.#drawTimeoutSeconds() };
    this.#environment.trace.emit?.({ kind: "reflector.watch-requested", informer: this.#name, options });
    const onLane = (step: () => void): void => {
      this.#post(() => {
        if (this.#session === session) step();
      });
    };
    session.attach(
      this.#options.listerWatcher.watch(options, {
        opened: () => onLane(() => this.#onOpened(session)),
        events: (batch) => onLane(() => this.#onEvents(session, batch)),
        closed: () => onLane(() => this.#onClosed(session)),
        failed: (error) =>
          onLane(() => {
            this.#session = undefined;
            this.#environment.trace.emit?.({
              kind: "reflector.watch-refused",
              informer: this.#name,
              error: messageOf(error),
            });
            refused(error);
          }),
      }),
    );
  }

  /** RF-2: drawn anew for every request. */
  #drawTimeoutSeconds(): number {
    const minMs = Math.max(this.#options.minWatchTimeoutMs ?? 0, minWatchTimeoutMsDefault);
    return Math.floor((minMs / 1000) * (1 + this.#timeoutRandom.next()));
  }

  #onOpened(session: WatchSession<T>): void {
    session.isOpen = true;
    this.#environment.trace.emit?.({ kind: "reflector.watch-opened", informer: this.#name });
    if (session.phase === "live") {
      this.#move("watching");
      this.#armDeadline(session);
    }
  }

  #onEvents(session: WatchSession<T>, batch: readonly WatchEvent<T>[]): void {
    for (const event of batch) {
      if (this.#session !== session) return;
      if (event.type === "ERROR") {
        this.#onErrorEvent(session, errorOfEvent(event.object));
        return;
      }
      this.#onEvent(session, event);
    }
    if (this.#session === session && session.phase === "live") this.#armDeadline(session);
  }

  #onEvent(session: WatchSession<T>, event: Exclude<WatchEvent<T>, { type: "ERROR" }>): void {
    const { object } = event;
    const refusal = refusalOf(object, this.#options.expected);
    if (refusal !== undefined) {
      this.#drop(refusal, object);
      return;
    }
    const resourceVersion = object.metadata?.resourceVersion ?? "";
    const isInitialEventsEnd =
      event.type === "BOOKMARK" && object.metadata?.annotations?.[initialEventsEndAnnotation] === "true";
    this.#emitReceived(event, isInitialEventsEnd);
    try {
      this.#apply(session.target, event, resourceVersion);
    } catch (error) {
      // RF-34: the stream goes on, and the version moves all the same (RF-37).
      this.#drop(messageOf(error), object);
      this.#environment.warn?.(`informer ${this.#name}: could not take in an event: ${messageOf(error)}`, error);
    }
    if (this.#rules.movesResourceVersion({ type: event.type, isOrdered: session.isOrdered })) {
      session.isOrdered = true;
      session.resourceVersion = resourceVersion;
      if (session.phase === "live") this.#lastSyncResourceVersion = resourceVersion;
    }
    session.target.updateResourceVersion?.(resourceVersion);
    session.events += 1;
    if (isInitialEventsEnd && session.phase === "initial") this.#takeOver(session);
  }

  #apply(target: ReflectorStore<T>, event: Exclude<WatchEvent<T>, { type: "ERROR" }>, resourceVersion: string): void {
    switch (event.type) {
      case "ADDED":
        target.add(event.object);
        break;
      case "MODIFIED":
        target.update(event.object);
        break;
      case "DELETED":
        target.delete(event.object);
        break;
      case "BOOKMARK":
        target.bookmark?.(resourceVersion);
        break;
      default:
        // RF-36: a type of the future says nothing, but its version counts.
        this.#drop(`unknown event type ${JSON.stringify((event as { type: unknown }).type)}`, undefined);
    }
  }

  /** RF-24, RF-28. */
  #onErrorEvent(session: WatchSession<T>, error: unknown): void {
    this.#environment.trace.emit?.({
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
    } else if (next === "retry-if-internal" && this.#retry.shouldRetry()) {
      this.#openWatch();
    } else {
      this.#endRound();
    }
  }

  /** RF-23, RF-25, RF-29. */
  #onClosed(session: WatchSession<T>): void {
    const isVeryShort =
      session.events === 0 && this.#environment.clock.now() - session.startedAt < veryShortMs;
    this.#endSession(isVeryShort ? "very-short" : "closed");
    if (session.phase === "initial") {
      if (isVeryShort) {
        this.#list();
      } else {
        this.#streamList();
      }
    } else if (isVeryShort) {
      const error = new VeryShortWatchError(this.#options.resource);
      if (this.#options.watchErrorHandler === undefined) this.#environment.warn?.(error.message, error);
      this.#endRound();
    } else {
      this.#openWatch();
    }
  }

  #endSession(reason: "closed" | "expired" | "error" | "very-short" | "read-deadline" | "stopped"): void {
    const session = this.#session;
    if (session === undefined) return;
    this.#session = undefined;
    this.#cancelDeadline();
    if (session.isOpen) {
      this.#environment.trace.emit?.({
        kind: "reflector.watch-ended",
        informer: this.#name,
        reason,
        events: session.events,
      });
    }
    session.end();
  }

  // ---- timers ----

  /** RF-41: from zero with every watch phase. */
  #armResync(): void {
    this.#cancelResync();
    const periodMs = this.#options.resyncPeriodMs ?? 0;
    if (periodMs <= 0) return;
    this.#cancelResync = this.#environment.clock.after(periodMs, this.#lane, () => this.#onResyncDue());
  }

  #onResyncDue(): void {
    const isWanted = this.#options.shouldResync?.() ?? true;
    this.#environment.trace.emit?.({ kind: "reflector.resync-due", informer: this.#name, isWanted });
    try {
      if (isWanted) this.#store.resync();
    } catch (cause) {
      this.#pending();
      this.#endSession("error");
      this.#endRound(new ListWatchError("resync", this.#options.resource, cause));
      return;
    }
    this.#armResync();
  }

  #armDeadline(session: WatchSession<T>): void {
    const deadlineMs = this.#options.readDeadlineMs ?? 0;
    if (deadlineMs <= 0) return;
    this.#cancelDeadline();
    this.#cancelDeadline = this.#environment.clock.after(deadlineMs, this.#lane, () => {
      if (this.#session !== session) return;
      this.#endSession("read-deadline");
      this.#openWatch();
    });
  }

  #endWatchPhase(): void {
    this.#cancelResync();
    this.#cancelDeadline();
  }

  /** RF-7: all waits use up steps of one row. */
  #backOff(next: "list" | "watch", then: () => void): void {
    const delayMs = this.#backoff.next();
    this.#move("backing-off");
    this.#environment.trace.emit?.({ kind: "reflector.backing-off", informer: this.#name, delayMs, next });
    this.#pending = this.#environment.clock.after(delayMs, this.#lane, then);
  }

  #newRetry(): RetryWithDeadline {
    return new RetryWithDeadline(this.#environment.clock, this.#options.maxInternalErrorRetryMs ?? 0);
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
    this.#environment.trace.emit?.({ kind: "reflector.moved", informer: this.#name, from, to });
  }

  #drop(reason: string, object: KubernetesObject | undefined): void {
    const ref = object?.metadata === undefined ? {} : { ref: refOf(this.#options.resource, object) };
    this.#environment.trace.emit?.({ kind: "reflector.dropped", informer: this.#name, reason, ...ref });
  }

  #emitReceived(event: Exclude<WatchEvent<T>, { type: "ERROR" }>, isInitialEventsEnd: boolean): void {
    const { type, object } = event;
    this.#environment.trace.emit?.({
      kind: "reflector.received",
      informer: this.#name,
      type,
      ref: refOf(this.#options.resource, object),
      object,
      ...(isInitialEventsEnd ? { isInitialEventsEnd } : {}),
    });
  }
}

/** RF-38. */
function isOrderedFrom(resourceVersion: string): boolean {
  return resourceVersion !== "" && resourceVersion !== "0";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
