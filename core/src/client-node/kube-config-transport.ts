import { HttpMethod, type KubeConfig, RequestContext } from "@kubernetes/client-node";
import type { Clock } from "../environment/clock.ts";
import type { Cancel } from "../environment/scheduler.ts";
import type { RestRequest, RestResponseObserver, RestTransport } from "../source/rest-transport.ts";
import { FetchTransport } from "../system/fetch-transport.ts";
import { createSystemEnvironment } from "../system/system-environment.ts";
import { DispatcherCache } from "./dispatcher-cache.ts";
import { DispatcherExchange } from "./dispatcher-exchange.ts";
import { credentialsError } from "./kube-config-error.ts";
import { currentClusterOf } from "./load-kube-config.ts";
import { sendOnceReady } from "./send-once-ready.ts";

/** Settings of a {@link KubeConfigTransport}. */
export interface KubeConfigTransportOptions {
  /** What the server's audit log calls this program. @defaultValue "informerlab" */
  readonly userAgent?: string;
  /** Where deadlines run. @defaultValue the host's */
  readonly clock?: Clock;
}

/**
 * Carries requests as client-node does by a KubeConfig: bearer tokens and token files, client certificates, exec
 * plugins, basic authentication, impersonation, own CAs, skipped verification, TLS server names, HTTP and SOCKS proxies.
 * Credentials are asked for anew for each request, so renewed ones are used at once.
 */
export class KubeConfigTransport implements RestTransport, AsyncDisposable {
  readonly server: string;
  readonly #kubeConfig: KubeConfig;
  readonly #dispatchers = new DispatcherCache();
  readonly #authenticator: KubeConfig;
  readonly #userAgent: string;
  readonly #clock: Clock;
  #pending: Promise<RequestContext> | undefined;

  /** @throws KubeConfigError when the current context names no cluster. */
  constructor(kubeConfig: KubeConfig, options: KubeConfigTransportOptions = {}) {
    this.server = currentClusterOf(kubeConfig).server.replace(/(?<!\/)\/+$/, "");
    this.#kubeConfig = kubeConfig;
    this.#authenticator = this.#dispatchers.attach(kubeConfig);
    this.#userAgent = options.userAgent ?? "informerlab";
    this.#clock = options.clock ?? createSystemEnvironment().clock;
  }

  send(request: RestRequest, observer: RestResponseObserver): Cancel {
    return sendOnceReady(
      this.#authenticate(),
      (context) => this.#exchange(context, request, observer),
      observer,
    );
  }

  /** Closes connections that no request uses. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispatchers.close();
  }

  #exchange(context: RequestContext, request: RestRequest, observer: RestResponseObserver): Cancel {
    const headers = { "user-agent": this.#userAgent, ...request.headers, ...context.getHeaders() };
    const dispatcher = context.getDispatcher();
    // Without any setting for TLS or proxies client-node leaves the connection to the host's fetch.
    if (dispatcher === undefined) {
      return new FetchTransport({ server: this.server }).send({ ...request, headers }, observer);
    }
    const exchange = new DispatcherExchange({ ...request, headers }, observer, {
      server: this.server,
      connections: this.#dispatchers.of(dispatcher),
      clock: this.#clock,
    });
    return () => exchange.cancel();
  }

  /** Requests that start together share one answer: a plugin runs once for all of them. */
  #authenticate(): Promise<RequestContext> {
    this.#pending ??= this.#askForCredentials().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #askForCredentials(): Promise<RequestContext> {
    const context = new RequestContext(this.server, HttpMethod.GET);
    try {
      await this.#authenticator.applySecurityAuthentication(context);
    } catch (cause) {
      throw credentialsError(this.#kubeConfig, cause);
    }
    return context;
  }
}
