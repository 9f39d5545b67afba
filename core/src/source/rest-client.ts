import type { ListOptions } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { GroupVersionResource } from "../api/resource.ts";
import type { Environment } from "../environment/environment.ts";
import type { ListerWatcher } from "./lister-watcher.ts";
import { RestListerWatcher, type RestListerWatcherOptions } from "./rest-lister-watcher.ts";
import type { RestTransport } from "./rest-transport.ts";
import { RetryingTransport } from "./retrying-transport.ts";

/** Which objects a ListerWatcher is to give. */
export interface ListerWatcherOptions {
  readonly resource: GroupVersionResource;
  /** Absent or empty: all namespaces, or a cluster-scoped resource. */
  readonly namespace?: string;
  /** "metadata": only the metadata of each object is asked for. @defaultValue "objects" */
  readonly representation?: "objects" | "metadata";
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
export interface RestClientOptions
  extends Pick<RestListerWatcherOptions, "readDeadlineMs" | "isWatchListUnsupported"> {
  /** Where informers of this client live unless a factory is told otherwise; they can see one another there. */
  readonly environment: Environment;
}

/** Lists and watches every resource of one server over one transport; waits when the server asks for it. */
export class RestClient implements InformerClient {
  readonly environment: Environment;
  readonly transport: RestTransport;
  readonly #options: Omit<RestClientOptions, "environment">;

  constructor(transport: RestTransport, options: RestClientOptions) {
    const { environment, ...rest } = options;
    this.environment = environment;
    this.transport = transport;
    this.#options = rest;
  }

  listerWatcherFor<T extends KubernetesObject>(
    environment: Environment,
    options: ListerWatcherOptions,
  ): ListerWatcher<T> {
    const transport = new RetryingTransport(environment, this.transport);
    return new RestListerWatcher<T>(environment, { ...this.#options, ...options, transport });
  }
}
