import type { KubernetesObject, ListerWatcher, WatchEvent } from "@informerlab/core";
import type { ServerFact, TraceFact } from "@informerlab/core/trace";
import { around, told } from "../simulate/network/around.ts";
import type { LyingServer } from "../simulate/replacement-parts.ts";

export type Sent = ServerFact & { kind: "server.watch-sent" };

/** What a lying server makes of an event: the event, another one, or nothing. */
export type Lie = (sent: Sent, known: Known) => Sent | undefined;

/** What a lying server remembers of the truth. */
export class Known {
  readonly #live = new Map<string, string>();
  readonly #last = new Map<string, string>();
  readonly #opened = new Map<string, number>();
  readonly #counts = new Map<string, number>();
  #committed = 0;

  take(fact: TraceFact): void {
    if (fact.kind === "server.committed") {
      const place = `${fact.ref.resource}/${fact.ref.key}`;
      this.#committed = Number(fact.ref.resourceVersion);
      const before = this.#live.get(place);
      if (before !== undefined) this.#last.set(place, before);
      if (fact.verb === "delete") this.#live.delete(place);
      else this.#live.set(place, fact.ref.resourceVersion ?? "");
    } else if (fact.kind === "server.watch-opened") {
      this.#opened.set(fact.watch, this.#committed);
    } else if (fact.kind === "server.watch-sent" && isChange(fact)) {
      this.#counts.set(fact.watch, this.count(fact.watch) + 1);
    }
  }

  /** What is sent now happened before the watch was opened. */
  isBacklog(watch: string): boolean {
    return this.#opened.get(watch) === this.#committed;
  }

  exists(resource: string, key: string): boolean {
    return this.#live.has(`${resource}/${key}`);
  }

  /** The version before the newest one. */
  lastLive(resource: string, key: string): string | undefined {
    return this.#last.get(`${resource}/${key}`);
  }

  count(watch: string): number {
    return this.#counts.get(watch) ?? 0;
  }
}

export function lies(lie: Lie): { lyingServer(): LyingServer } {
  return { lyingServer: () => new Liar(lie) };
}

export class Liar implements LyingServer {
  readonly #lie: Lie;
  readonly #known = new Known();
  readonly #clients = new Map<string, string>();
  /** `client/version` of true events → what is told instead, or undefined when nothing is. */
  readonly #told = new Map<string, Sent | undefined>();

  constructor(lie: Lie) {
    this.#lie = lie;
  }

  report(fact: TraceFact): TraceFact | undefined {
    this.#known.take(fact);
    if (fact.kind === "server.watch-opened") this.#clients.set(fact.watch, fact.client);
    if (fact.kind !== "server.watch-sent") return fact;
    const told = this.#lie(fact, this.#known);
    if (told === fact) return fact;
    const place = `${this.#clients.get(fact.watch)}/${fact.ref?.resourceVersion}`;
    // An error that is only said to have been sent: the client goes on as if nothing had come.
    this.#told.set(place, told?.type === "ERROR" ? undefined : told);
    return told;
  }

  wrap(inner: ListerWatcher, informer: string): ListerWatcher {
    return around(inner, {
      watch: (options, observer) =>
        inner.watch(
          options,
          told(observer, {
            events: (batch) => {
              const told = batch.flatMap((event) => this.#retell(informer, event));
              if (told.length > 0) observer.events(told);
            },
          }),
        ),
    });
  }

  #retell(client: string, event: WatchEvent): readonly WatchEvent[] {
    if (event.type === "ERROR" || event.type === "BOOKMARK") return [event];
    const place = `${client}/${event.object.metadata?.resourceVersion}`;
    if (!this.#told.has(place)) return [event];
    const told = this.#told.get(place);
    this.#told.delete(place);
    const resourceVersion = told?.ref?.resourceVersion;
    if (told === undefined || resourceVersion === undefined) return [];
    const object: KubernetesObject = {
      ...event.object,
      metadata: { ...event.object.metadata, resourceVersion },
    };
    return [{ type: told.type as "ADDED", object }];
  }
}

export function isChange({ type }: Sent): boolean {
  return type === "ADDED" || type === "MODIFIED" || type === "DELETED";
}
