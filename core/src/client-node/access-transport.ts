import type { Clock } from "../environment/clock.ts";
import type { Cancel } from "../environment/scheduler.ts";
import type { RestRequest, RestResponseObserver, RestTransport } from "../source/rest-transport.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { type Dispatcher, DispatcherCache } from "./dispatcher-cache.ts";
import { DispatcherExchange } from "./dispatcher-exchange.ts";
import { proxyOfEnvironment, type Variables } from "./proxy-environment.ts";
import { type Credentials, UserCredentials } from "./user-credentials.ts";

/** Carries requests as a {@link ClusterAccess} says. */
export class AccessTransport implements RestTransport, AsyncDisposable {
  readonly server: string;
  readonly #access: ClusterAccess;
  readonly #credentials: UserCredentials;
  readonly #userAgent: string;
  readonly #proxyUrl: string;
  readonly #dispatchers = new DispatcherCache();

  constructor(
    access: ClusterAccess,
    options: {
      readonly userAgent: string;
      readonly clock: Pick<Clock, "now">;
      readonly variables: Variables;
    },
  ) {
    this.server = access.server;
    this.#access = access;
    this.#userAgent = options.userAgent;
    this.#credentials = new UserCredentials(access.user, options.clock);
    this.#proxyUrl = access.proxyUrl || proxyOfEnvironment(access.server, options.variables);
  }

  send(request: RestRequest, observer: RestResponseObserver): Cancel {
    let isCancelled = false;
    let cancelExchange: Cancel | undefined;
    this.#prepare().then(
      ({ credentials, dispatcher }) => {
        if (isCancelled) return;
        const exchange = new DispatcherExchange(this.server, this.#heeding(observer));
        const headers = {
          "user-agent": this.#userAgent,
          ...request.headers,
          ...credentials.headers,
        };
        cancelExchange = () => exchange.cancel();
        exchange.send(dispatcher, { ...request, headers });
      },
      (error: unknown) => {
        if (!isCancelled) observer.failed(error);
      },
    );
    return () => {
      isCancelled = true;
      cancelExchange?.();
    };
  }

  /** Closes connections that no request uses. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispatchers.close();
  }

  async #prepare(): Promise<{ credentials: Credentials; dispatcher: Dispatcher }> {
    const credentials = await this.#credentials.current();
    const { tls } = this.#access;
    const ca = tls.ca();
    const settings = {
      rejectUnauthorized: !tls.skipsVerification,
      ...(ca === undefined ? {} : { ca }),
      ...(tls.serverName === "" ? {} : { servername: tls.serverName }),
      ...credentials.certificate,
    };
    return {
      credentials,
      dispatcher: this.#dispatchers.forAccess(this.server, this.#proxyUrl, settings),
    };
  }

  /** A 401 makes the next request ask for credentials anew. */
  #heeding(observer: RestResponseObserver): RestResponseObserver {
    return {
      responded: (head) => {
        if (head.status === 401) this.#credentials.refused();
        observer.responded(head);
      },
      text: (piece) => observer.text(piece),
      ended: () => observer.ended(),
      failed: (error) => observer.failed(error),
    };
  }
}
