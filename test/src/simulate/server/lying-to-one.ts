import type { ListerWatcher } from "@informerlab/core";
import type { TraceFact } from "@informerlab/core/trace";
import type { LyingServer } from "../replacement-parts.ts";

/** A server that lies to one client and tells all others the truth. */
export class LyingToOne implements LyingServer {
  readonly #server: LyingServer;
  readonly #client: string;
  readonly #watches = new Set<string>();

  constructor(server: LyingServer, client: string) {
    this.#server = server;
    this.#client = client;
  }

  report(fact: TraceFact): TraceFact | undefined {
    if (fact.kind === "server.watch-opened" && fact.client === this.#client)
      this.#watches.add(fact.watch);
    if (fact.kind === "server.watch-sent" && !this.#watches.has(fact.watch)) return fact;
    return this.#server.report(fact);
  }

  wrap(listerWatcher: ListerWatcher, informer: string): ListerWatcher {
    return informer === this.#client ? this.#server.wrap(listerWatcher, informer) : listerWatcher;
  }
}
