import type { KubernetesList, ListOptions } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import { type GroupVersionResource, resourceNameOf, resourcePath } from "../api/resource.ts";
import type { Environment } from "../environment/environment.ts";
import { type Cancel, lane } from "../environment/scheduler.ts";
import { toQuery } from "./list-query.ts";
import type { ListerWatcher, ListResult, WatchObserver } from "./lister-watcher.ts";
import {
  errorOfResponse,
  objectionTo,
  type RequestSubject,
  unexpectedContent,
} from "./response-error.ts";
import type { RestRequest, RestResponseHead, RestTransport } from "./rest-transport.ts";
import { RestWatch } from "./rest-watch.ts";
import { TransportError } from "./transport-error.ts";

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

  constructor(environment: Environment, options: RestListerWatcherOptions) {
    this.isWatchListUnsupported = options.isWatchListUnsupported ?? false;
    this.#environment = environment;
    this.#options = options;
  }

  list(options: ListOptions, done: (result: ListResult<T>) => void): Cancel {
    const { transport, resource } = this.#options;
    const subject = this.#subject("list");
    let head: RestResponseHead | undefined;
    let body = "";
    return transport.send(this.#request(options, false), {
      responded: (received) => {
        head = received;
      },
      text: (piece) => {
        body += piece;
      },
      ended: () => {
        const text = body;
        body = "";
        done(decodeList(head, text, subject, resource));
      },
      failed: (error) =>
        done({ ok: false, error: head === undefined ? error : brokenOff(subject, body, error) }),
    });
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
      headers: { accept: "application/json" },
      isStream: isWatch,
    };
  }

  #subject(verb: "list" | "watch"): RequestSubject {
    const { transport, resource, namespace } = this.#options;
    const path = resourcePath(resource, namespace === undefined ? {} : { namespace });
    return { verb, resource, url: `${transport.server}${path}` };
  }
}

const graceMs = 30_000;

/** How long the watch may last: what the server was asked for, and some grace. */
function lifetimeMsOf(request: RestRequest): number | undefined {
  const seconds = request.query.find(([name]) => name === "timeoutSeconds")?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000 + graceMs;
}

function decodeList<T extends KubernetesObject>(
  head: RestResponseHead | undefined,
  body: string,
  subject: RequestSubject,
  resource: GroupVersionResource,
): ListResult<T> {
  if (head === undefined) {
    return { ok: false, error: unexpectedContent(subject, "nothing", "") };
  }
  if (head.status < 200 || head.status > 299) {
    return { ok: false, error: errorOfResponse(head, body, subject) };
  }
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    return { ok: false, error: notJson(subject, head, body, cause) };
  }
  const objection = objectionTo(value, resource);
  if (objection !== undefined)
    return { ok: false, error: unexpectedContent(subject, objection, "") };
  const list = value as KubernetesList<T>;
  return { ok: true, list: list.items === null ? { ...list, items: [] } : list };
}

function notJson(
  subject: RequestSubject,
  head: RestResponseHead,
  body: string,
  cause: unknown,
): TransportError {
  const contentType = head.headers["content-type"] ?? "";
  if (contentType.includes("json") && /^\s*\{/.test(body)) {
    return new TransportError(
      "connection-lost",
      `${subject.url} answered with JSON that ends too early or is damaged, after ${body.length} characters`,
      { cause },
    );
  }
  if (/^\s*</.test(body) || contentType.includes("html")) {
    return unexpectedContent(
      subject,
      "HTML instead of JSON; is this the address of an apiserver, or of a login page or proxy?",
      body,
    );
  }
  return unexpectedContent(
    subject,
    `${contentType === "" ? "something" : contentType} instead of JSON`,
    body,
  );
}

function brokenOff(subject: RequestSubject, body: string, cause: unknown): TransportError {
  return new TransportError(
    "connection-lost",
    `the answer of ${subject.url} broke off after ${body.length} characters`,
    { cause },
  );
}
