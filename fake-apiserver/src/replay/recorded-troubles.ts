import type { KubernetesObject } from "@informerlab/core";
import type { RecordedExchange, Recording } from "../recording/read-recording.ts";
import type { ApiRequest } from "../request/read/api-request.ts";
import { type RecordedCall, recordedCall } from "./recorded-call.ts";

/** What went wrong for a client. */
export type Trouble =
  /** It was refused. */
  | { readonly kind: "refused"; readonly exchange: RecordedExchange }
  /** The connection broke before it was answered, or under the answer. */
  | { readonly kind: "broken"; readonly after: "nothing" | "headers" }
  /** Its watch ended. */
  | WatchEnd;

/** How the server ended a watch. */
export interface WatchEnd {
  readonly kind: "ended";
  /** Milliseconds since the beginning of the recording. */
  readonly at: number;
  readonly how: "clean" | "reset";
  /** The Status of an ERROR event before it. */
  readonly error: KubernetesObject | undefined;
}

/** How often a client has asked the same, and what came of it each time; undefined: what it wanted. */
interface Places {
  readonly troubles: (Trouble | undefined)[];
  asked: number;
}

/**
 * What went wrong while a recording was made, by who asked what for the how-manieth time: the same client that asks the same
 * meets the same trouble at the same place, however fast it is.
 */
export class RecordedTroubles {
  readonly #places = new Map<string, Places>();

  constructor({ exchanges }: Recording) {
    const lastAsked = exchanges.at(-1)?.asked.at ?? 0;
    for (const exchange of exchanges) {
      const { client, method } = exchange.asked;
      const call = recordedCall(exchange);
      const name = nameOf(client, method, call.path, call.query);
      const places = this.#places.get(name) ?? { troubles: [], asked: 0 };
      places.troubles.push(troubleOf(exchange, call, lastAsked));
      this.#places.set(name, places);
    }
    for (const [name, { troubles }] of this.#places) {
      if (troubles.every((trouble) => trouble === undefined)) this.#places.delete(name);
    }
  }

  /** What went wrong at this place; undefined: nothing, or nobody came so far. Counts the request. */
  next({ client, method, path, query }: ApiRequest): Trouble | undefined {
    const places = this.#places.get(nameOf(client, method, path, query));
    if (places === undefined) return undefined;
    places.asked += 1;
    return places.troubles[places.asked - 1];
  }
}

/** Who asks what. How long a watch may last is drawn by chance, and where a list goes on is named anew by a replay. */
function nameOf(
  client: string,
  method: string,
  path: string,
  query: Iterable<readonly [string, string]>,
): string {
  const pairs = [...query].filter(([name]) => name !== "timeoutSeconds");
  const named = pairs.map(([name, value]) => [name, name === "continue" ? "" : value].join("="));
  return JSON.stringify([client, method, path, named.sort()]);
}

function troubleOf(
  exchange: RecordedExchange,
  { attributes }: RecordedCall,
  lastAsked: number,
): Trouble | undefined {
  const { answered, events, over } = exchange;
  if (answered === undefined) return undefined;
  const { code } = answered;
  if (code === 0) return { kind: "broken", after: "nothing" };
  if (code >= 400) return { kind: "refused", exchange };
  const isBroken = over?.broken === true;
  if (attributes?.verb !== "watch") {
    return isBroken ? { kind: "broken", after: "headers" } : undefined;
  }
  const last = events.at(-1);
  const error = last?.type === "ERROR" ? last.object : undefined;
  if (error !== undefined) return { kind: "ended", at: last?.at ?? 0, how: "clean", error };
  if (over === undefined || over.reason === "client" || over.reason === "gone") return undefined;
  // An end after which nobody asked any more is that of the recording.
  if (!isBroken && over.at >= lastAsked) return undefined;
  return { kind: "ended", at: over.at, how: isBroken ? "reset" : "clean", error };
}
