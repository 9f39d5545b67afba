import { type Lane, lane } from "@informerlab/core";
import { BoundedCache } from "../codec/bytes/bounded-cache.ts";
import type { Call } from "./call.ts";

/** Of the names of all clients remembered by what they did; beyond it their counts begin anew. */
const nameCharactersMax = 1024 * 1024;

/** What a server remembers of those who call it. */
export class Clients {
  readonly #lanes = new BoundedCache<Lane>(nameCharactersMax);
  readonly #callCounts = new BoundedCache<number>(nameCharactersMax);

  /** The lane on which a client's requests go on when they were held up. */
  laneOf(client: string): Lane {
    let found = this.#lanes.get(client);
    if (found === undefined) {
      found = lane(`apiserver/client/${client}`);
      this.#lanes.set(client, found);
    }
    return found;
  }

  /** As if nobody had called. */
  forgetCalls(): void {
    this.#callCounts.clear();
  }

  /** Names a request by who asks what, for the how-manieth time: other clients' requests do not change it. */
  operationOf({ client, verb, definition, namespace = "" }: Call): string {
    const label = `${client}/${verb}/${definition.storageKey}/${namespace}`;
    const count = (this.#callCounts.get(label) ?? 0) + 1;
    this.#callCounts.set(label, count);
    return `${label}#${count}`;
  }
}
