import type { Cancel } from "@informerlab/core";
import type { TraceFact, TraceRecord, TraceSource } from "@informerlab/core/trace";

/** One request that the server has seen, in the order of arrival. */
export interface JournalEntry {
  /** Number of the request in this server's life. */
  readonly id: string;
  /** When it came: milliseconds since the epoch. */
  readonly at: number;
  readonly client: string;
  readonly verb: string;
  readonly resource: string;
  /** `namespace/name`, `namespace/`, `name` or empty. */
  readonly key: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Absent while the request is in flight; 0 when the connection was broken. */
  readonly code?: number;
  readonly reason?: string;
  /** Faults that struck it. */
  readonly faults?: readonly string[];
}

type Growing = { -readonly [Key in keyof JournalEntry]: JournalEntry[Key] } & { faults?: string[] };

/** Requests that are remembered. */
const entriesMax = 10_000;

/** The requests of a server, newest ones kept, read off its trace. */
export class Journal {
  readonly #entries = new Map<string, Growing>();
  readonly #listeners = new Set<() => void>();
  readonly #cancel: Cancel;
  #inFlight = 0;

  constructor(trace: TraceSource<TraceFact>) {
    this.#cancel = trace.subscribe((record) => this.#observe(record));
  }

  /** Requests without an answer. */
  get inFlight(): number {
    return this.#inFlight;
  }

  entries(): readonly JournalEntry[] {
    return [...this.#entries.values()];
  }

  clear(): void {
    this.#entries.clear();
    this.#inFlight = 0;
  }

  /** Told whenever something happened on the server. */
  onChange(listener: () => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#cancel();
  }

  #observe({ at, fact }: TraceRecord<TraceFact>): void {
    switch (fact.kind) {
      case "server.requested": {
        const { request: id, client, verb, resource, key, options } = fact;
        this.#entries.set(id, { id, at, client, verb, resource, key, options: { ...options } });
        this.#inFlight += 1;
        if (this.#entries.size > entriesMax) {
          const [oldest] = this.#entries.keys();
          if (oldest !== undefined) this.#entries.delete(oldest);
        }
        break;
      }
      case "server.responded": {
        this.#inFlight = Math.max(0, this.#inFlight - 1);
        const entry = this.#entries.get(fact.request);
        if (entry === undefined) break;
        entry.code = fact.code;
        if (fact.reason !== undefined) entry.reason = fact.reason;
        break;
      }
      case "fault.injected": {
        const entry = fact.request === undefined ? undefined : this.#entries.get(fact.request);
        if (entry !== undefined) entry.faults = [...(entry.faults ?? []), fact.fault];
        break;
      }
      case "server.watch-opened":
      case "server.watch-ended":
      case "server.committed":
        break;
      default:
        return;
    }
    for (const listener of [...this.#listeners]) listener();
  }
}
