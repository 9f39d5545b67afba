import {
  type Cancel,
  type Environment,
  type KubernetesObject,
  lane,
  reasonOf,
} from "@informerlab/core";
import type { TraceFact, TraceSource } from "@informerlab/core/trace";
import type { FakeCluster } from "../fake-apiserver.ts";
import type { ApiRequest, ApiResponse } from "../request/api-request.ts";
import { Journal } from "./admin/journal.ts";
import type { RequestHandler } from "./request-handler.ts";

/** How a fresh cluster is made. */
export interface FreshClusterOptions {
  /** False: lists and watches are answered by storage itself. @defaultValue true */
  readonly watchCache?: boolean;
}

/** Settings of a {@link ClusterHost}. */
export interface ClusterHostOptions {
  /** Makes a cluster; called at the start and for each reset. */
  readonly create: (options: FreshClusterOptions) => FakeCluster;
  /** The environment that all those clusters live in. */
  readonly environment: HostEnvironment;
}

/** An environment whose facts can be subscribed to. */
export interface HostEnvironment extends Environment {
  readonly trace: Environment["trace"] & TraceSource<TraceFact>;
}

const hostLane = lane("apiserver/host");

/** A server whose cluster can be replaced by a fresh one while clients stay connected. */
export class ClusterHost implements RequestHandler {
  readonly trace: TraceSource<TraceFact>;
  readonly journal: Journal;
  readonly #environment: Environment;
  readonly #create: ClusterHostOptions["create"];
  readonly #replaced = new Set<() => void>();
  #cluster: FakeCluster;

  constructor({ create, environment }: ClusterHostOptions) {
    this.#create = create;
    this.#environment = environment;
    this.trace = environment.trace;
    this.journal = new Journal(environment.trace);
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
  reset(options: FreshClusterOptions = {}): void {
    const old = this.#cluster;
    this.#cluster = this.#create(options);
    old.apiserver.restart();
    old.close();
    this.journal.clear();
    for (const listener of [...this.#replaced]) listener();
  }

  /** Creates an object, or replaces the one of that name. @throws StatusError */
  put(object: KubernetesObject): KubernetesObject {
    try {
      return this.#cluster.create(object);
    } catch (error) {
      if (reasonOf(error) !== "AlreadyExists") throw error;
      return this.#cluster.update(object);
    }
  }

  /** Runs `step` after a while of the clusters' time. */
  after(delayMs: number, step: () => void): Cancel {
    return this.#environment.clock.after(delayMs, hostLane, step);
  }

  /** Told after each reset. */
  onReset(listener: () => void): Cancel {
    this.#replaced.add(listener);
    return () => this.#replaced.delete(listener);
  }

  /** Ends watches and whatever runs by itself. */
  close(): void {
    this.#cluster.apiserver.restart();
    this.#cluster.close();
    this.journal.close();
  }
}
