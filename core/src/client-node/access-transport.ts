import type { Clock } from "../environment/clock.ts";
import type { Cancel } from "../environment/scheduler.ts";
import type { RestRequest, RestResponseObserver, RestTransport } from "../source/rest-transport.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import type { Connections } from "./connections.ts";
import { DispatcherCache } from "./dispatcher-cache.ts";
import { DispatcherExchange } from "./dispatcher-exchange.ts";
import { proxyOfEnvironment, type Variables } from "./proxy-environment.ts";
import { sendOnceReady } from "./send-once-ready.ts";
import { type Credentials, UserCredentials } from "./user-credentials.ts";

/** Carries requests as a {@link ClusterAccess} says. */
export class AccessTransport implements RestTransport, AsyncDisposable {
  readonly server: string;
  readonly #access: ClusterAccess;
  readonly #credentials: UserCredentials;
  readonly #clock: Clock;
  readonly #userAgent: string;
  readonly #proxyUrl: string;
  readonly #dispatchers = new DispatcherCache();

  constructor(
    access: ClusterAccess,
    options: {
      readonly userAgent: string;
      readonly clock: Clock;
      readonly variables: Variables;
    },
  ) {
    this.server = access.server;
    this.#access = access;
    this.#clock = options.clock;
    this.#userAgent = options.userAgent;
    this.#credentials = new UserCredentials(access.user, options.clock);
    this.#proxyUrl = access.proxyUrl || proxyOfEnvironment(access.server, options.variables);
  }

  send(request: RestRequest, observer: RestResponseObserver): Cancel {
    return sendOnceReady(
      this.#credentials.current(),
      (credentials) => this.#exchange(request, credentials, observer),
      observer,
    );
  }

  /** Closes connections that no request uses. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispatchers.close();
  }

  #exchange(
    request: RestRequest,
    credentials: Credentials,
    observer: RestResponseObserver,
  ): Cancel {
    let connections: Connections;
    try {
      connections = this.#connectionsFor(credentials);
    } catch (error) {
      observer.failed(error);
      return () => {};
    }
    const headers = { "user-agent": this.#userAgent, ...request.headers, ...credentials.headers };
    const exchange = new DispatcherExchange(
      { ...request, headers },
      this.#heeding(observer, credentials),
      {
        server: this.server,
        connections,
        clock: this.#clock,
      },
    );
    return () => exchange.cancel();
  }

  #connectionsFor({ certificate }: Credentials): Connections {
    const { tls } = this.#access;
    const ca = tls.ca();
    return this.#dispatchers.forAccess(this.server, this.#proxyUrl, {
      rejectUnauthorized: !tls.skipsVerification,
      ...(ca === undefined ? {} : { ca }),
      ...(tls.serverName === "" ? {} : { servername: tls.serverName }),
      ...certificate,
    });
  }

  /** A 401 makes the next request ask for credentials anew. */
  #heeding(observer: RestResponseObserver, shown: Credentials): RestResponseObserver {
    return {
      responded: (head) => {
        if (head.status === 401) this.#credentials.refused(shown);
        observer.responded(head);
      },
      text: (piece) => observer.text(piece),
      ended: () => observer.ended(),
      failed: (error) => observer.failed(error),
    };
  }
}
