import type { TraceFile } from "@informerlab/core/trace";
import type { WatchEvent } from "./kubectl-events.ts";
import { guessedLane, laneNamed } from "./made-lanes.ts";
import { idOf, newestTimeIn, refOfObject, versionOf } from "./object-facts.ts";
import type { TraceObject } from "./trace-log.ts";
import { TraceWriter } from "./trace-writer.ts";

/** Events as the trace of one client for each resource, with the copy that an informer would make of them. */
export function traceOfEvents(events: readonly WatchEvent[]): TraceFile {
  const client = new Client();
  for (const event of events) client.take(event);
  return client.writer.toFile();
}

class Client {
  readonly writer: TraceWriter = new TraceWriter();
  readonly #started = new Set<string>();
  readonly #held = new Map<string, TraceObject>();
  #resource = "objects";

  take({ type, object }: WatchEvent): void {
    const at = newestTimeIn(object);
    if (type === "ERROR") {
      this.#start(this.#resource, at);
      this.#receive({ type, error: errorText(object) });
      return;
    }
    const { key, ...rest } = refOfObject(object);
    const ref = { ...rest, key: type === "BOOKMARK" ? "" : key };
    this.#start(ref.resource, at);
    const cause = this.#receive({ type, ref, object });
    const storeResourceVersion = ref.resourceVersion ?? "";
    if (type === "BOOKMARK") {
      const informer = this.#resource;
      this.writer.write(
        guessedLane,
        { kind: "store.bookmarked", informer, storeResourceVersion },
        cause,
      );
    } else this.#store(type === "DELETED", object, cause);
  }

  /** One client a resource; that it was started is not in the data. */
  #start(resource: string, at: number | undefined): void {
    this.#resource = resource;
    this.writer.step(at);
    if (this.#started.has(resource)) return;
    this.#started.add(resource);
    const fact = { kind: "informer.started", informer: resource, resource } as const;
    this.writer.write(guessedLane, { ...fact, queue: "delta", resyncPeriodMs: 0, indexes: [] });
    this.writer.step();
  }

  #receive(event: Pick<Received, "type" | "ref" | "object" | "error">): number {
    const informer = this.#resource;
    return this.writer.write(laneNamed(`reflector/${informer}`), {
      kind: "reflector.received",
      informer,
      ...event,
    });
  }

  #store(isGone: boolean, object: TraceObject, cause: number): void {
    const ref = refOfObject(object);
    const before = this.#held.get(idOf(object));
    const change = isGone ? "deleted" : before === undefined ? "added" : "updated";
    this.writer.write(
      guessedLane,
      {
        kind: "store.changed",
        informer: this.#resource,
        change,
        ref,
        ...(isGone ? {} : { object }),
        ...(before === undefined ? {} : { previousResourceVersion: versionOf(before) }),
        indexes: {},
        storeResourceVersion: versionOf(object),
      },
      cause,
    );
    if (isGone) this.#held.delete(idOf(object));
    else this.#held.set(idOf(object), object);
  }
}

type Received = Extract<TraceFile["records"][number]["fact"], { kind: "reflector.received" }>;

function errorText(status: TraceObject): string {
  const { message, reason, code } = status as { message?: string; reason?: string; code?: number };
  return message ?? reason ?? `error ${code ?? ""}`.trim();
}
