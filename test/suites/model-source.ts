import {
  failureStatus,
  initialEventsEndAnnotation,
  type KubernetesObject,
  type ListerWatcher,
  type ListOptions,
  type ListResult,
  lane,
  StatusError,
  TransportError,
  type WatchEvent,
  type WatchObserver,
} from "@informerlab/core";
import type { Simulation } from "@informerlab/core/simulation";

interface Stream {
  readonly observer: WatchObserver<KubernetesObject>;
  isOpen: boolean;
}

interface Commit {
  readonly revision: number;
  readonly event: WatchEvent;
}

const network = lane("network");

const refusals = {
  expired: () =>
    new StatusError(
      failureStatus({ code: 410, reason: "Expired", message: "too old resource version" }),
    ),
  busy: () =>
    new StatusError(failureStatus({ code: 429, reason: "TooManyRequests", message: "slow down" })),
  broken: () =>
    new StatusError(failureStatus({ code: 500, reason: "InternalError", message: "broken" })),
  refused: () => new TransportError("connection-refused", "connection refused"),
} as const;

/** How the next request fails. */
export type Failure = keyof typeof refusals;

/**
 * A server as small as can be: a map, a log of commits, and streams that replay it. It answers after a delay, breaks
 * on demand, and writes down what was asked.
 */
export class ModelSource implements ListerWatcher {
  readonly isWatchListUnsupported: boolean;
  /** What was asked: `list` or `watch`, in order. */
  readonly asked: string[] = [];
  /** Causes of lists: the start, failures, forgotten versions. */
  listCauses = 1;
  mostStreams = 0;
  mostRequests = 0;
  readonly #simulation: Simulation;
  readonly #objects = new Map<string, KubernetesObject>();
  readonly #log: Commit[] = [];
  readonly #streams = new Set<Stream>();
  readonly #failures: Failure[] = [];
  #requests = 0;
  #revision = 1;
  #oldest = 1;

  constructor(simulation: Simulation, streamsLists: boolean) {
    this.#simulation = simulation;
    this.isWatchListUnsupported = !streamsLists;
  }

  /** `key@uid@version` of everything stored, sorted. */
  get content(): string[] {
    return [...this.#objects.values()].map(digest).sort();
  }

  put(name: string): void {
    const old = this.#objects.get(name);
    this.#revision += 1;
    const uid = old?.metadata?.uid ?? `uid-${this.#revision}`;
    const object = { metadata: { name, uid, resourceVersion: String(this.#revision) } };
    this.#objects.set(name, object);
    this.#commit({ type: old === undefined ? "ADDED" : "MODIFIED", object });
  }

  remove(name: string): void {
    const old = this.#objects.get(name);
    if (old === undefined) return;
    this.#revision += 1;
    this.#objects.delete(name);
    this.#commit({
      type: "DELETED",
      object: { metadata: { ...old.metadata, resourceVersion: String(this.#revision) } },
    });
  }

  /** Ends every stream cleanly. */
  cut(): void {
    for (const stream of this.#streams) this.#end(stream);
    // A watch that brought nothing counts as very short, and that is a reason to list.
    this.listCauses += 1;
  }

  /** Forgets the past, and says so to every stream. */
  expire(): void {
    this.#oldest = this.#revision;
    this.listCauses += 1;
    for (const { observer } of this.#streams) {
      observer.events([{ type: "ERROR", object: refusals.expired().status }]);
    }
  }

  /** The last event comes once more, as it may from a cache that was rebuilt. */
  repeat(): void {
    const last = this.#log.at(-1);
    if (last !== undefined) for (const { observer } of this.#streams) observer.events([last.event]);
  }

  fail(...failures: readonly Failure[]): void {
    this.#failures.push(...failures);
    this.listCauses += 2 * failures.length;
  }

  list(_options: ListOptions, done: (result: ListResult<KubernetesObject>) => void): () => void {
    this.asked.push("list");
    return this.#later(() => {
      const failure = this.#failures.shift();
      done(
        failure === undefined
          ? {
              ok: true,
              list: {
                metadata: { resourceVersion: String(this.#revision) },
                items: [...this.#objects.values()],
              },
            }
          : { ok: false, error: refusals[failure]() },
      );
    });
  }

  watch(options: ListOptions, observer: WatchObserver<KubernetesObject>): () => void {
    this.asked.push("watch");
    const stream: Stream = { observer, isOpen: true };
    const cancel = this.#later(() => this.#open(stream, options));
    return () => {
      cancel();
      stream.isOpen = false;
      this.#streams.delete(stream);
    };
  }

  #open(stream: Stream, options: ListOptions): void {
    const failure = this.#failures.shift();
    if (failure !== undefined) {
      stream.observer.failed(refusals[failure]());
      return;
    }
    const from = Number(options.resourceVersion ?? 0);
    if (options.sendInitialEvents !== true && from < this.#oldest) {
      this.listCauses += 1;
      stream.observer.failed(refusals.expired());
      return;
    }
    this.#streams.add(stream);
    this.mostStreams = Math.max(this.mostStreams, this.#streams.size);
    stream.observer.opened();
    if (options.sendInitialEvents === true) stream.observer.events(this.#initialEvents());
    else
      stream.observer.events(
        this.#log.filter(({ revision }) => revision > from).map(({ event }) => event),
      );
  }

  #initialEvents(): WatchEvent[] {
    const added: WatchEvent[] = [...this.#objects.values()].map((object) => ({
      type: "ADDED",
      object,
    }));
    const metadata = {
      resourceVersion: String(this.#revision),
      annotations: { [initialEventsEndAnnotation]: "true" },
    };
    return [...added, { type: "BOOKMARK", object: { metadata } }];
  }

  #commit(event: WatchEvent): void {
    this.#log.push({ revision: this.#revision, event });
    for (const { observer } of this.#streams) observer.events([event]);
  }

  #end(stream: Stream): void {
    this.#streams.delete(stream);
    if (stream.isOpen) stream.observer.closed();
  }

  #later(answer: () => void): () => void {
    this.#requests += 1;
    this.mostRequests = Math.max(this.mostRequests, this.#requests);
    let isOver = false;
    const finish = (): void => {
      if (!isOver) this.#requests -= 1;
      isOver = true;
    };
    const cancel = this.#simulation.after(20, network, () => {
      if (isOver) return;
      finish();
      answer();
    });
    return () => {
      finish();
      cancel();
    };
  }
}

/** What makes two states of an object the same one. */
export function digest({ metadata }: KubernetesObject): string {
  return `${metadata?.name}@${metadata?.uid}@${metadata?.resourceVersion}`;
}
