import type { ListOptions } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { GroupVersionResource } from "../api/resource.ts";
import type { Environment } from "../environment/environment.ts";
import type { ListerWatcher } from "./lister-watcher.ts";
import { RestListerWatcher } from "./rest-lister-watcher.ts";
import type { RestTransport } from "./rest-transport.ts";

/** Which objects a ListerWatcher is to give. */
export interface ListerWatcherOptions {
  readonly resource: GroupVersionResource;
  /** Absent or empty: all namespaces, or a cluster-scoped resource. */
  readonly namespace?: string;
  /** LW-2: changes the query of every list and watch. */
  readonly tweakListOptions?: (options: ListOptions) => ListOptions;
}

/** What a SharedInformerFactory needs of a client: a door to any resource. */
export interface InformerClient {
  /** Where informers of this client live unless a factory is told otherwise. */
  readonly environment?: Environment;
  listerWatcherFor<T extends KubernetesObject>(
    environment: Environment,
    options: ListerWatcherOptions,
  ): ListerWatcher<T>;
}

/** Settings of a {@link RestClient}. */
export interface RestClientOptions {
  /** Where informers of this client live unless a factory is told otherwise; they can see one another there. */
  readonly environment: Environment;
  /** See {@link RestListerWatcherOptions}. @defaultValue none */
  readonly readDeadlineMs?: number;
}

/** Lists and watches every resource of one server over one transport. */
export class RestClient implements InformerClient {
  readonly environment: Environment;
  readonly transport: RestTransport;
  readonly #readDeadlineMs: number | undefined;

  constructor(transport: RestTransport, options: RestClientOptions) {
    this.environment = options.environment;
    this.transport = transport;
    this.#readDeadlineMs = options.readDeadlineMs;
  }

  listerWatcherFor<T extends KubernetesObject>(
    environment: Environment,
    options: ListerWatcherOptions,
  ): ListerWatcher<T> {
    return new RestListerWatcher<T>(environment, {
      ...options,
      ...(this.#readDeadlineMs === undefined ? {} : { readDeadlineMs: this.#readDeadlineMs }),
      transport: this.transport,
    });
  }
}
