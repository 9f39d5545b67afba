import {
  type Cancel,
  type KubernetesList,
  type KubernetesObject,
  type ListerWatcher,
  type ListOptions,
  type ListResult,
  StatusError,
  type WatchEvent,
  type WatchObserver,
} from "@informerlab/core";

/** What a client was answered to one list. */
export type SeenList =
  | { readonly kind: "list"; readonly list: KubernetesList }
  | { readonly kind: "failed"; readonly error: StatusError };

/** A watch that a client has open, or had. */
interface SeenWatch {
  readonly options: ListOptions;
  readonly error: StatusError | undefined;
  readonly events: WatchEvent[];
  isClosed: boolean;
  observer: WatchObserver<KubernetesObject> | undefined;
}

/** Answers that wait for a twin that is behind; with more of them it has lost its client. */
const waitingMax = 64;
/** Events that wait in them. */
const eventsMax = 20_000;

/**
 * The door through which the twin of a client sees the server: whatever the twin asks is answered with what its client
 * was answered, in the same order; nothing is asked of the server itself. A twin never sees what its client has not.
 */
export class TwinFeed implements ListerWatcher {
  readonly where = "what the client was answered";
  readonly isWatchListUnsupported: boolean;
  readonly #lists: SeenList[] = [];
  readonly #watches: SeenWatch[] = [];
  #askedList: ((result: ListResult<KubernetesObject>) => void) | undefined;
  #askedWatch: WatchObserver<KubernetesObject> | undefined;
  #resumedFrom: string | undefined;
  #waitingEvents = 0;
  #isLost = false;
  /** The client has listed anew, so its twin must, whatever it thinks of its own. */
  #mustList = false;

  /** `streamsLists`: the client's first request was a watch that begins with the whole state. */
  constructor({ streamsLists }: { readonly streamsLists: boolean }) {
    this.isWatchListUnsupported = !streamsLists;
  }

  /** The twin is behind by more than is kept; it cannot go on. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Where a correct informer would go on now; undefined while it would list. */
  get resumesFrom(): string | undefined {
    return this.#askedWatch === undefined ? undefined : this.#resumedFrom;
  }

  list(_options: ListOptions, done: (result: ListResult<KubernetesObject>) => void): Cancel {
    this.#mustList = false;
    this.#askedList = done;
    this.#answerList();
    return () => {
      this.#askedList = undefined;
    };
  }

  watch(options: ListOptions, observer: WatchObserver<KubernetesObject>): Cancel {
    if (this.#mustList) {
      this.#mustList = false;
      observer.failed(expired());
      return () => {};
    }
    this.#askedWatch = observer;
    this.#resumedFrom = options.resourceVersion;
    this.#answerWatch();
    return () => {
      if (this.#askedWatch === observer) this.#askedWatch = undefined;
      for (const watch of this.#watches)
        if (watch.observer === observer) watch.observer = undefined;
    };
  }

  /** The client was answered a list, or a page of one. */
  sawList(options: ListOptions, seen: SeenList): void {
    this.#lists.push(seen);
    this.#limit();
    if (seen.kind === "list" && options.continue === undefined) this.#startOver();
    this.#answerList();
  }

  /** The client's watch was accepted, or refused. */
  sawWatch(options: ListOptions, error?: StatusError): SeenWatchHandle {
    const watch: SeenWatch = {
      options,
      error,
      events: [],
      isClosed: error !== undefined,
      observer: undefined,
    };
    this.#watches.push(watch);
    this.#limit();
    this.#answerWatch();
    return {
      event: (event) => this.#sawEvent(watch, event),
      closed: () => {
        watch.isClosed = true;
        watch.observer?.closed();
        this.#forget(watch);
      },
    };
  }

  /** A client that lists begins anew, whatever it watched: so must its twin. */
  #startOver(): void {
    const watches = this.#watches.splice(0);
    this.#waitingEvents = 0;
    if (this.#askedList !== undefined || this.#resumedFrom === undefined) return;
    this.#mustList = true;
    const asked = this.#askedWatch;
    this.#askedWatch = undefined;
    if (asked !== undefined) {
      this.#mustList = false;
      asked.failed(expired());
    }
    for (const { observer } of watches) observer?.closed();
  }

  #answerList(): void {
    const [next] = this.#lists;
    const done = this.#askedList;
    if (next === undefined || done === undefined) return;
    this.#lists.shift();
    this.#askedList = undefined;
    done(next.kind === "list" ? { ok: true, list: next.list } : { ok: false, error: next.error });
  }

  #answerWatch(): void {
    const observer = this.#askedWatch;
    const next = this.#watches.find((watch) => watch.observer === undefined);
    if (observer === undefined || next === undefined) return;
    this.#askedWatch = undefined;
    next.observer = observer;
    if (next.error !== undefined) {
      this.#forget(next);
      observer.failed(next.error);
      return;
    }
    observer.opened();
    const events = next.events.splice(0);
    this.#waitingEvents -= events.length;
    if (events.length > 0) observer.events(events);
    if (!next.isClosed) return;
    this.#forget(next);
    observer.closed();
  }

  #sawEvent(watch: SeenWatch, event: WatchEvent): void {
    if (watch.observer !== undefined) {
      watch.observer.events([event]);
      return;
    }
    if (!this.#watches.includes(watch)) return;
    watch.events.push(event);
    this.#waitingEvents += 1;
    this.#limit();
  }

  /** What its twin has been told whole is over. */
  #forget(watch: SeenWatch): void {
    const index = this.#watches.indexOf(watch);
    if (index >= 0 && watch.observer !== undefined) this.#watches.splice(index, 1);
  }

  #limit(): void {
    if (this.#lists.length + this.#watches.length > waitingMax || this.#waitingEvents > eventsMax) {
      this.#isLost = true;
      this.#lists.length = 0;
      this.#watches.length = 0;
      this.#waitingEvents = 0;
    }
  }
}

/** One watch as it goes on. */
export interface SeenWatchHandle {
  event(event: WatchEvent): void;
  closed(): void;
}

/** What makes an informer list anew without a word of its own. */
function expired(): StatusError {
  return new StatusError({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    code: 410,
    reason: "Expired",
    message: "the client listed anew",
  });
}
