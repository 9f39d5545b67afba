import {
  type Cancel,
  type KubernetesObject,
  type Lane,
  type ListerWatcher,
  type ListOptions,
  type ListResult,
  type ListScope,
  lane,
  type Random,
  StatusError,
  type WatchEvent,
  type WatchObserver,
} from "@informerlab/core";
import type { Apiserver } from "../apiserver.ts";
import type { Delay } from "../faults/fault.ts";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import type { Outcome } from "../request/answer/outcome.ts";
import type { WatchFrame, WatchSink } from "../request/read/api-request.ts";
import type { NetworkDelays } from "../request/read/resource-request.ts";

/** How long things take between an in-process client and its server, in milliseconds of the environment's clock. */
export interface NetworkProfile {
  /** Until the server has the request. @defaultValue 0 */
  readonly requestMs?: Delay;
  /** Until the client has the answer. @defaultValue 0 */
  readonly responseMs?: Delay;
  /** Until the client has a frame; frames of one watch keep their order. @defaultValue 0 */
  readonly eventMs?: Delay;
}

/** What an in-process client watches, and who it is. */
export interface InProcessOptions {
  /** `pods`, `deployments.apps`; with several versions served the preferred one. */
  readonly resource: string;
  /** @defaultValue all namespaces */
  readonly namespace?: string;
  /** Name of the client in traces, faults and draws. @defaultValue `in-process` */
  readonly client?: string;
  readonly network?: NetworkProfile;
}

/** What has an apiserver inside: a `FakeCluster`. */
export interface HasApiserver {
  readonly apiserver: Apiserver;
}

/** The connection broke before an answer came. */
export class ConnectionResetError extends Error {
  override readonly name = "ConnectionResetError";
  readonly code = "ECONNRESET";
}

/**
 * A ListerWatcher straight into the request pipeline: no bytes, no sockets, the objects of storage themselves. It goes
 * through the same faults as every transport, and its delays are in the environment's time.
 *
 * @throws Error when the server has no such resource.
 */
export function inProcessListerWatcher<T extends KubernetesObject = KubernetesObject>(
  cluster: HasApiserver,
  options: InProcessOptions,
): ListerWatcher<T> {
  return new InProcessListerWatcher<T>(cluster.apiserver, options);
}

class InProcessListerWatcher<T extends KubernetesObject> implements ListerWatcher<T> {
  readonly scope: ListScope;
  readonly #server: Apiserver;
  readonly #definition: ResourceDefinition;
  readonly #namespace: string | undefined;
  readonly #client: string;
  readonly #lane: Lane;
  readonly #network: Network | undefined;
  readonly #counts = { list: 0, watch: 0 };

  constructor(server: Apiserver, options: InProcessOptions) {
    const { resource, namespace, client = "in-process", network } = options;
    this.#server = server;
    this.#definition = server.definitionOf(resource);
    this.scope = namespace === undefined ? {} : { namespace };
    this.#namespace = namespace;
    this.#client = client;
    this.#lane = lane(`apiserver/client/${client}`);
    this.#network =
      network === undefined ? undefined : new Network(server.environment.random, network);
  }

  list(options: ListOptions, done: (result: ListResult<T>) => void): Cancel {
    return this.#call("list", options, (outcome) => done(toListResult<T>(outcome)));
  }

  watch(options: ListOptions, observer: WatchObserver<T>): Cancel {
    let close: Cancel | undefined;
    let isCancelled = false;
    const cancel = this.#call("watch", options, (outcome) => {
      if (outcome.kind !== "watch") {
        observer.failed(errorOf(outcome));
        return;
      }
      observer.opened();
      // Who hears of the first frames may want no more of them.
      close = outcome.watcher.start(new ObserverSink<T>(observer, () => isCancelled));
      if (isCancelled) close();
    });
    return () => {
      isCancelled = true;
      cancel();
      close?.();
    };
  }

  /** Sends one request; nothing of it runs before this returns. */
  #call(verb: "list" | "watch", options: ListOptions, done: (outcome: Outcome) => void): Cancel {
    const { environment } = this.#server;
    this.#counts[verb] += 1;
    const scope = this.#namespace ?? "";
    const operation = `${this.#client}/${verb}/${this.#definition.storageKey}/${scope}#${this.#counts[verb]}`;
    const network = this.#network?.of(operation);
    let isCancelled = false;
    let cancelServing: Cancel | undefined;
    const arrive = (): void => {
      if (isCancelled) return;
      const call = {
        verb,
        definition: this.#definition,
        namespace: this.#namespace,
        options,
        client: this.#client,
        operation,
      };
      cancelServing = this.#server.serve(
        network === undefined ? call : { ...call, network },
        (outcome) => {
          if (!isCancelled) done(outcome);
          else if (outcome.kind === "watch") outcome.watcher.end("client", "clean");
        },
      );
    };
    const delayMs = network?.requestDelayMs() ?? 0;
    let cancelArrival: Cancel | undefined;
    if (delayMs > 0) cancelArrival = environment.clock.after(delayMs, this.#lane, arrive);
    else environment.scheduler.post(this.#lane, arrive);
    return () => {
      isCancelled = true;
      cancelArrival?.();
      cancelServing?.();
    };
  }
}

/** Delays drawn by what they delay, so that one more request elsewhere changes none of them. */
class Network {
  readonly #random: Random;
  readonly #profile: NetworkProfile;

  constructor(random: Random, profile: NetworkProfile) {
    this.#random = random;
    this.#profile = profile;
  }

  of(operation: string): NetworkDelays & { requestDelayMs(): number } {
    const { requestMs = 0, responseMs = 0, eventMs = 0 } = this.#profile;
    return {
      requestDelayMs: () => this.#draw(requestMs, `request/${operation}`),
      responseDelayMs: () => this.#draw(responseMs, `response/${operation}`),
      eventDelayMs: (event) => this.#draw(eventMs, `event/${operation}/${event}`),
    };
  }

  #draw(delay: Delay, label: string): number {
    if (typeof delay === "number") return delay;
    return delay.min + (delay.max - delay.min) * this.#random.fork(`network/${label}`).next();
  }
}

/** Frames as the Reflector takes them: one at a time, so that each keeps its own cause. */
class ObserverSink<T extends KubernetesObject> implements WatchSink {
  readonly #observer: WatchObserver<T>;
  readonly #isCancelled: () => boolean;

  constructor(observer: WatchObserver<T>, isCancelled: () => boolean) {
    this.#observer = observer;
    this.#isCancelled = isCancelled;
  }

  frame(frame: WatchFrame): void {
    if (this.#isCancelled()) return;
    this.#observer.events([frame as unknown as WatchEvent<T>]);
  }

  end(): void {
    if (!this.#isCancelled()) this.#observer.closed();
  }
}

function toListResult<T extends KubernetesObject>(outcome: Outcome): ListResult<T> {
  if (outcome.kind !== "list") return { ok: false, error: errorOf(outcome) };
  const { definition, metadata, items } = outcome;
  return {
    ok: true,
    list: { kind: definition.listKind, metadata, items: items as readonly T[] },
  };
}

/** What a client would throw for an outcome that is no answer to its question. */
export function errorOf(outcome: Outcome): Error {
  if (outcome.kind === "status") return new StatusError(outcome.status);
  if (outcome.kind === "reset") return new ConnectionResetError("the connection was reset");
  return new Error(`unexpected answer: ${outcome.kind}`);
}
