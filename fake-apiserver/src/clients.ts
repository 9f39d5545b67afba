import { type Lane, lane } from "@informerlab/core";
import type { Call } from "./request/call.ts";

/** Clients remembered by what they did; beyond it their counts begin anew. */
const clientsMax = 10_000;

/** What a server remembers of those who call it. */
export class Clients {
  readonly #lanes = new Map<string, Lane>();
  readonly #callCounts = new Map<string, number>();

  /** The lane on which a client's requests go on when they were held up. */
  laneOf(client: string): Lane {
    let found = this.#lanes.get(client);
    if (found === undefined) {
      if (this.#lanes.size >= clientsMax) this.#lanes.clear();
      found = lane(`apiserver/client/${client}`);
      this.#lanes.set(client, found);
    }
    return found;
  }

  /** Names a request by who asks what, for the how-manieth time: other clients' requests do not change it. */
  operationOf({ client, verb, definition, namespace = "" }: Call): string {
    const label = `${client}/${verb}/${definition.storageKey}/${namespace}`;
    if (this.#callCounts.size >= clientsMax) this.#callCounts.clear();
    const count = (this.#callCounts.get(label) ?? 0) + 1;
    this.#callCounts.set(label, count);
    return `${label}#${count}`;
  }
}
