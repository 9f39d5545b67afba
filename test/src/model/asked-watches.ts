import type { ServerFact } from "@informerlab/core/trace";

type Asked = ServerFact & { kind: "server.requested" };
type Opened = ServerFact & { kind: "server.watch-opened" };

/** Which request a watch answers: facts of opened watches do not say, and one client may ask for several at once. */
export class AskedWatches {
  /** By client and resource. */
  readonly #places = new Map<string, { waiting: readonly Asked[]; last: Asked }>();

  /** A watch was asked for. Who asks again for the same got no answer to the request before. */
  asked(fact: Asked): void {
    const place = placeOf(fact);
    const scope = scopeOf(fact);
    const before = this.#places.get(place)?.waiting.filter((one) => scopeOf(one) !== scope) ?? [];
    this.#places.set(place, { waiting: [...before, fact], last: fact });
  }

  /** A request, of whatever kind, was refused. */
  refused(request: string): void {
    for (const place of this.#places.values())
      if (place.waiting.some((one) => one.request === request))
        place.waiting = place.waiting.filter((one) => one.request !== request);
  }

  /** A watch is open: the request that asked for it. */
  opened(fact: Opened): Asked | undefined {
    const place = this.#places.get(placeOf(fact));
    if (place === undefined) return undefined;
    const [first = place.last, ...others] = place.waiting;
    place.waiting = others;
    return first;
  }
}

function placeOf({ resource, client }: Asked | Opened): string {
  return `${resource} ${client}`;
}

function scopeOf({ key, options: { labelSelector = "", fieldSelector = "" } }: Asked): string {
  return `${key} ${labelSelector} ${fieldSelector}`;
}
