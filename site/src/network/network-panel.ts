import { mswHandlers } from "@informerlab/fake-apiserver/msw";
import { type SetupWorker, setupWorker } from "msw/browser";
import { DueSteps } from "./due-steps.ts";
import type { Exchange, Moment } from "./exchange.ts";
import { PlayedRequests, type PlayedRequestsOptions } from "./played-requests.ts";
import { PlayedServer } from "./played-server.ts";

/** Where the service worker is, and whose requests it sees. */
export interface NetworkPanelOptions extends Pick<PlayedRequestsOptions, "basePath" | "changed"> {
  readonly script: string;
  readonly scope: string;
}

/** The requests of a run in the browser's own network panel: sent by the page, answered in the page, through msw. */
export class NetworkPanel {
  readonly #options: NetworkPanelOptions;
  readonly #worker: SetupWorker;
  readonly #registration: ServiceWorkerRegistration | undefined;
  #requests: PlayedRequests | undefined;

  private constructor(
    options: NetworkPanelOptions,
    worker: SetupWorker,
    registration: ServiceWorkerRegistration | undefined,
  ) {
    this.#options = options;
    this.#worker = worker;
    this.#registration = registration;
  }

  /** Registers the service worker. @throws Error where the browser allows none. */
  static async open(options: NetworkPanelOptions): Promise<NetworkPanel> {
    const worker = setupWorker();
    const { script, scope } = options;
    const registration = await worker.start({
      serviceWorker: { url: script, options: { scope } },
      onUnhandledFrame: "bypass",
      quiet: true,
    });
    return new NetworkPanel(options, worker, registration);
  }

  /** Plays another run from its beginning. */
  play(exchanges: readonly Exchange[]): void {
    this.#requests?.stop();
    const steps = new DueSteps();
    const { basePath, changed } = this.#options;
    const server = new PlayedServer(exchanges, steps);
    this.#worker.resetHandlers(...mswHandlers(server, { baseUrl: basePath }));
    const fetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init);
    this.#requests = new PlayedRequests(exchanges, { basePath, steps, fetch, changed });
  }

  /** The picture is at another moment of the run. */
  moveTo(moment: Moment): void {
    this.#requests?.moveTo(moment);
  }

  /** Gives up what is under way and takes the service worker away again. */
  async close(): Promise<void> {
    this.#requests?.stop();
    await this.#worker.stop();
    await this.#registration?.unregister();
  }
}
