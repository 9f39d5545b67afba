import {
  type Environment,
  type KubernetesObject,
  type ListOptions,
  SharedIndexInformer,
  type StatusError,
} from "@informerlab/core";
import { type SeenList, type SeenWatchHandle, TwinFeed } from "./twin-feed.ts";

/** What is known of a twin. */
export interface TwinState {
  /** Names its informer in the trace. */
  readonly name: string;
  readonly client: string;
  readonly resource: string;
  /** Keys that a correct informer holds now. */
  readonly keys: readonly string[];
  /** What the client did that a correct informer would not have done, oldest first. */
  readonly warnings: readonly string[];
}

/** Whose twin it is, and of what. */
export interface TwinSubject {
  readonly client: string;
  readonly resource: string;
  readonly name: string;
}

/** The newest are kept. */
const warningsMax = 100;
/** Failures in a row, within a second, that show a client without back-off. */
const failuresMax = 5;
const failuresMs = 1000;

/**
 * A correct informer that is told what a client is told, and so shows what that client's cache should hold; inferred,
 * for nobody sees into the client itself.
 */
export class Twin {
  readonly #environment: Environment;
  readonly #subject: TwinSubject;
  readonly #feed: TwinFeed;
  readonly #informer: SharedIndexInformer<KubernetesObject>;
  readonly #warn: (message: string) => void;
  readonly #warnings: string[] = [];
  readonly #failures: number[] = [];
  /** The newest version that a watch of the client has shown. */
  #seenVersion = "";

  constructor(
    environment: Environment,
    subject: TwinSubject,
    options: { readonly streamsLists: boolean; readonly warn: (message: string) => void },
  ) {
    this.#environment = environment;
    this.#subject = subject;
    this.#warn = options.warn;
    this.#feed = new TwinFeed(options);
    this.#informer = new SharedIndexInformer<KubernetesObject>(environment, {
      resource: subject.resource,
      name: subject.name,
      listerWatcher: this.#feed,
      // What goes wrong between the client and the server is told by the journal.
      watchErrorHandler: () => {},
      // It waits for nobody but its client.
      backoff: { initialMs: 1, maxMs: 1, factor: 1, jitter: 0 },
      requestPace: { burst: 1_000_000, intervalMs: 1 },
      readDeadlineMs: 0,
    });
    this.#informer.start();
  }

  get state(): TwinState {
    const { name, client, resource } = this.#subject;
    const keys = [...this.#informer.indexer.listKeys()].sort();
    return { name, client, resource, keys, warnings: [...this.#warnings] };
  }

  /** It is too far behind to go on. */
  get isLost(): boolean {
    return this.#feed.isLost;
  }

  /** The client was answered a list. */
  sawList(options: ListOptions, seen: SeenList): void {
    const { resumesFrom } = this.#feed;
    if (resumesFrom !== undefined && options.continue === undefined && seen.kind === "list") {
      this.#say(
        `listed ${this.#subject.resource} anew, although the watch could have gone on from ${resumesFrom}`,
      );
    }
    this.#count(seen.kind === "failed");
    this.#feed.sawList(options, seen);
  }

  /** The client's watch was accepted or refused. */
  sawWatch(options: ListOptions, error?: StatusError): SeenWatchHandle {
    const { resourceVersion = "" } = options;
    if (isOlder(resourceVersion, this.#seenVersion) && options.sendInitialEvents !== true) {
      this.#say(
        `went back: it watches ${this.#subject.resource} from ${resourceVersion}, and had been told of ${this.#seenVersion}`,
      );
    }
    this.#count(error !== undefined);
    const handle = this.#feed.sawWatch(options, error);
    return {
      event: (event) => {
        const { resourceVersion: version } = (event.object as KubernetesObject).metadata ?? {};
        if (event.type !== "ERROR" && version !== undefined) this.#seenVersion = version;
        // After an expired version older ones are right again.
        else this.#seenVersion = "";
        handle.event(event);
      },
      closed: () => handle.closed(),
    };
  }

  stop(): void {
    this.#informer.stop();
  }

  #count(isFailure: boolean): void {
    if (!isFailure) {
      this.#failures.length = 0;
      return;
    }
    const now = this.#environment.clock.now();
    this.#failures.push(now);
    if (this.#failures.length < failuresMax) return;
    const first = this.#failures.shift() ?? now;
    if (now - first > failuresMs) return;
    this.#failures.length = 0;
    this.#say(
      `does not wait: ${failuresMax} requests for ${this.#subject.resource} failed within a second`,
    );
  }

  #say(what: string): void {
    const message = `${this.#subject.client} ${what}`;
    this.#warnings.push(message);
    if (this.#warnings.length > warningsMax) this.#warnings.shift();
    this.#warn(message);
  }
}

function isOlder(version: string, than: string): boolean {
  const isNumber = /^\d+$/;
  return isNumber.test(version) && isNumber.test(than) && BigInt(version) < BigInt(than);
}
