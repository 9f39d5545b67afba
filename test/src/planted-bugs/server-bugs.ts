import type { KubernetesObject, ListerWatcher, WatchEvent } from "@informerlab/core";
import type { ServerFact, TraceFact } from "@informerlab/core/trace";
import type { LyingServer } from "../simulate/replacement-parts.ts";
import type { PlantedBug } from "./planted-bug.ts";

type Sent = ServerFact & { kind: "server.watch-sent" };

/** What a lying server makes of an event: the event, another one, or nothing. */
type Lie = (sent: Sent, known: Known) => Sent | undefined;

/** Mistakes of the server: its own facts tell what it really sent. */
export const serverBugs: readonly PlantedBug[] = [
  {
    name: "gap-list-watch",
    title: {
      en: "What happens between a list and its watch is not delivered.",
      "zh-CN": "列举与其 watch 之间发生的变更没有送达。",
    },
    ancestor: "kubernetes/kubernetes#141528",
    caughtBy: ["W4", "W5", "W6", "C3"],
    budget: 20_000,
    parts: () =>
      lies((sent, known) => (known.isBacklog(sent.watch) && isChange(sent) ? undefined : sent)),
  },
  {
    name: "delete-old-rv",
    title: {
      en: "DELETED carries the object's last version instead of the deletion's.",
      "zh-CN": "DELETED 携带对象的最后版本，而非删除时的版本。",
    },
    caughtBy: ["W8", "W1"],
    budget: 2000,
    parts: () =>
      lies((sent, known) => {
        if (sent.type !== "DELETED" || sent.ref === undefined) return sent;
        const resourceVersion = known.lastLive(sent.ref.resource, sent.ref.key);
        return resourceVersion === undefined
          ? sent
          : { ...sent, ref: { ...sent.ref, resourceVersion } };
      }),
  },
  {
    name: "selector-leave-silent",
    title: {
      en: "An object that no longer matches the selector leaves without a DELETED.",
      "zh-CN": "对象不再匹配选择器时，没有 DELETED 就离开了。",
    },
    caughtBy: ["W4", "W5", "W6"],
    budget: 50_000,
    parts: () =>
      lies((sent, known) =>
        sent.type === "DELETED" &&
        sent.ref !== undefined &&
        known.exists(sent.ref.resource, sent.ref.key)
          ? undefined
          : sent,
      ),
  },
  {
    name: "overflow-drops-one",
    title: {
      en: "A watcher that is served loses its third event and goes on.",
      "zh-CN": "watch 丢失第三个事件后继续进行。",
    },
    caughtBy: ["W4", "W5", "W6"],
    budget: 5000,
    parts: () =>
      lies((sent, known) => (isChange(sent) && known.count(sent.watch) === 3 ? undefined : sent)),
  },
];

/** What a lying server remembers of the truth. */
class Known {
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

function lies(lie: Lie): { lyingServer(): LyingServer } {
  return { lyingServer: () => new Liar(lie) };
}

class Liar implements LyingServer {
  readonly #lie: Lie;
  readonly #known = new Known();
  readonly #clients = new Map<string, string>();
  /** `client/version` of true events → the version told instead, or undefined when nothing is told. */
  readonly #told = new Map<string, string | undefined>();

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
    this.#told.set(place, told?.ref?.resourceVersion);
    return told;
  }

  wrap(inner: ListerWatcher, informer: string): ListerWatcher {
    return {
      list: (options, done) => inner.list(options, done),
      watch: (options, observer) =>
        inner.watch(options, {
          opened: () => observer.opened(),
          events: (batch) => {
            const told = batch.flatMap((event) => this.#retell(informer, event));
            if (told.length > 0) observer.events(told);
          },
          closed: () => observer.closed(),
          failed: (error) => observer.failed(error),
        }),
    };
  }

  #retell(client: string, event: WatchEvent): readonly WatchEvent[] {
    if (event.type === "ERROR" || event.type === "BOOKMARK") return [event];
    const place = `${client}/${event.object.metadata?.resourceVersion}`;
    if (!this.#told.has(place)) return [event];
    const resourceVersion = this.#told.get(place);
    this.#told.delete(place);
    if (resourceVersion === undefined) return [];
    const object: KubernetesObject = {
      ...event.object,
      metadata: { ...event.object.metadata, resourceVersion },
    };
    return [{ ...event, object }];
  }
}

function isChange({ type }: Sent): boolean {
  return type === "ADDED" || type === "MODIFIED" || type === "DELETED";
}
