import { type Cancel, type Clock, type Environment, lane } from "@informerlab/core";
import type { TraceFact, TraceSource } from "@informerlab/core/trace";
import type { FakeCluster } from "../fake-apiserver.ts";
import type { ApiRequest, ApiResponse } from "../request/read/api-request.ts";
import type { RequestHandler } from "./request-handler.ts";

/** How a fresh cluster is made. */
export interface FreshClusterOptions {
  /** False: lists and watches are answered by storage itself. @defaultValue true */
  readonly watchCache?: boolean;
}

/** An environment whose facts can be subscribed to. */
export interface HostEnvironment extends Environment {
  readonly trace: Environment["trace"] & TraceSource<TraceFact>;
}

/** Settings of a {@link ClusterHost}. */
export interface ClusterHostOptions {
  /** Makes a cluster: at the start, and for each reset with the one that is replaced, which may be given back. */
  readonly create: (options: FreshClusterOptions, replaced?: FakeCluster) => FakeCluster;
  /** The environment that all those clusters live in. */
  readonly environment: HostEnvironment;
  /** By which waits end, where the environment's own may stand still. @defaultValue the environment's */
  readonly hostClock?: Clock;
}

const hostLane = lane("apiserver/host");

/** A server whose cluster can be replaced by a fresh one while clients stay connected. */
export class ClusterHost implements RequestHandler {
  readonly environment: HostEnvironment;
  readonly #hostClock: Clock;
  readonly #create: ClusterHostOptions["create"];
  readonly #replaced = new Set<() => void>();
  #cluster: FakeCluster;

  constructor({ create, environment, hostClock = environment.clock }: ClusterHostOptions) {
    this.#hostClock = hostClock;
    this.#create = create;
    this.environment = environment;
    this.#cluster = create({});
  }

  /** The cluster that answers now. */
  get cluster(): FakeCluster {
    return this.#cluster;
  }

  handle(request: ApiRequest, respond: (response: ApiResponse) => void): Cancel {
    return this.#cluster.apiserver.handle(request, respond);
  }

  /** Replaces the cluster by a fresh one; watches of the old one end. */
  async reset(options: FreshClusterOptions = {}): Promise<void> {
    const old = this.#cluster;
    this.#cluster = this.#create(options, old);
    for (const listener of [...this.#replaced]) listener();
    if (this.#cluster !== old) await old.close();
  }

  /** Runs `step` after a while of the host's time, however the clusters' own runs. */
  after(delayMs: number, step: () => void): Cancel {
    return this.#hostClock.after(delayMs, hostLane, step);
  }

  /** Told whenever something happened here: a request, an answer, a reset. */
  onChange(listener: () => void): Cancel {
    let stop = this.#cluster.requests.onChange(listener);
    const replaced = (): void => {
      stop();
      stop = this.#cluster.requests.onChange(listener);
      listener();
    };
    this.#replaced.add(replaced);
    return () => {
      stop();
      this.#replaced.delete(replaced);
    };
  }

  /** Ends watches and whatever runs by itself. */
  close(): Promise<void> {
    return this.#cluster.close();
  }
}
