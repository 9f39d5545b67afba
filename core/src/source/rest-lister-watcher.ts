import type { ListOptions, ListScope } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import {
  checkPathSegment,
  type GroupVersionResource,
  resourceNameOf,
  resourcePath,
} from "../api/resource.ts";
import type { Environment } from "../environment/environment.ts";
import { type Cancel, lane } from "../environment/scheduler.ts";
import { ListBody } from "./list-body.ts";
import { toQuery } from "./list-query.ts";
import type { ListerWatcher, ListResult, WatchObserver } from "./lister-watcher.ts";
import type { RequestSubject } from "./response-error.ts";
import type { RestRequest, RestTransport } from "./rest-transport.ts";
import { RestWatch } from "./rest-watch.ts";

/** Settings of a {@link RestListerWatcher}. */
export interface RestListerWatcherOptions {
  readonly transport: RestTransport;
  readonly resource: GroupVersionResource;
  /** Absent or empty: all namespaces, or a cluster-scoped resource. */
  readonly namespace?: string;
  /** LW-2: changes the query of every list and watch: adds selectors, mostly. */
  readonly tweakListOptions?: (options: ListOptions) => ListOptions;
  /**
   * A watch that is silent for this many milliseconds is taken for half open and closed. Real servers send bookmarks
   * about once a minute. Whatever is set here, a watch that outlives by half a minute the time after which the server
   * promised to end it is closed.
   *
   * @defaultValue none
   */
  readonly readDeadlineMs?: number;
  /** "metadata": only the metadata of each object is asked for (PartialObjectMetadata). @defaultValue "objects" */
  readonly representation?: "objects" | "metadata";
  /** LW-3: true for a server or proxy that cannot stream lists. @defaultValue false: support is assumed */
  readonly isWatchListUnsupported?: boolean;
}

/**
 * Lists and watches one resource over any transport of requests.
 *
 * @see client-go tools/cache/listwatch.go, rest/request.go
 */
export class RestListerWatcher<T extends KubernetesObject = KubernetesObject>
  implements ListerWatcher<T>
{
  readonly isWatchListUnsupported: boolean;
  readonly #environment: Environment;
  readonly #options: RestListerWatcherOptions;

  /** @throws RangeError for a namespace that cannot be one. */
  constructor(environment: Environment, options: RestListerWatcherOptions) {
    checkPathSegment("namespace", options.namespace ?? "");
    this.isWatchListUnsupported = options.isWatchListUnsupported ?? false;
    this.#environment = environment;
    this.#options = options;
  }

  get where(): string {
    return this.#subject("list").url;
  }

  get scope(): ListScope {
    const { namespace, tweakListOptions } = this.#options;
    const { labelSelector, fieldSelector } = tweakListOptions?.({}) ?? {};
    return {
      ...(namespace ? { namespace } : {}),
      ...(labelSelector ? { labelSelector } : {}),
      ...(fieldSelector ? { fieldSelector } : {}),
    };
  }

  list(
    options: ListOptions,
    done: (result: ListResult<T>) => void,
    waiting?: (error: unknown, delayMs: number) => void,
  ): Cancel {
    const { transport, resource, representation = "objects" } = this.#options;
    const body = new ListBody(this.#subject("list"), { resource, representation }, done);
    let cancel: Cancel = () => {};
    cancel = transport.send(this.#request(options, false), {
      responded: (head) => body.responded(head),
      text: (piece) => {
        if (!body.take(piece)) cancel();
      },
      ended: () => body.ended(),
      failed: (error) => body.failed(error),
      ...(waiting === undefined ? {} : { waiting }),
    });
    return cancel;
  }

  watch(options: ListOptions, observer: WatchObserver<T>): Cancel {
    const { transport, resource, readDeadlineMs } = this.#options;
    const { clock } = this.#environment;
    const request = this.#request(options, true);
    const watch = new RestWatch<T>(observer, {
      subject: this.#subject("watch"),
      clock,
      lane: lane(`rest/${resourceNameOf(resource)}`),
      readDeadlineMs,
      lifetimeMs: lifetimeMsOf(request),
    });
    return watch.follow((responseObserver) => transport.send(request, responseObserver));
  }

  #request(options: ListOptions, isWatch: boolean): RestRequest {
    const { resource, namespace, tweakListOptions } = this.#options;
    const tweaked = tweakListOptions?.(options) ?? options;
    return {
      method: "GET",
      path: resourcePath(resource, namespace === undefined ? {} : { namespace }),
      query: toQuery(tweaked, isWatch),
      headers: { accept: acceptOf(this.#options.representation, isWatch) },
      isStream: isWatch,
    };
  }

  #subject(verb: "list" | "watch"): RequestSubject {
    const { transport, resource, namespace } = this.#options;
    const path = resourcePath(resource, namespace === undefined ? {} : { namespace });
    return { verb, resource, url: `${transport.server}${path}` };
  }
}

/** What client-go's metadata client asks for; a server that knows no such thing sends whole objects. */
function acceptOf(representation: "objects" | "metadata" | undefined, isWatch: boolean): string {
  if (representation !== "metadata") return "application/json";
  const kind = isWatch ? "PartialObjectMetadata" : "PartialObjectMetadataList";
  return `application/json;as=${kind};g=meta.k8s.io;v=v1,application/json`;
}

const graceMs = 30_000;

/** How long the watch may last: what the server was asked for, and some grace. */
function lifetimeMsOf(request: RestRequest): number | undefined {
  const seconds = request.query.find(([name]) => name === "timeoutSeconds")?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000 + graceMs;
}
