import type { ListOptions } from "@informerlab/core";
import type { Outcome } from "../request/answer/outcome.ts";
import type { RequestVerb, ResourceRequest } from "../request/read/resource-request.ts";
import { qualifiedResourceOf } from "../schema/api-version.ts";

/** One request that a server has seen. */
export interface JournalEntry {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly client: string;
  readonly verb: RequestVerb;
  /** `pods`, `deployments.apps`, `pods/status`. */
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly options: ListOptions;
  /** Undefined while the request is in flight; 0 when its connection was broken. */
  readonly code: number | undefined;
  readonly reason: string | undefined;
  /** Ids of the faults that struck it. */
  readonly faults: readonly string[];
}

/** Chooses journal entries: `list pods`, `watch *`, `* deployments.apps`, or by their members. */
export type JournalQuery =
  | string
  | {
      readonly verb?: RequestVerb;
      readonly resource?: string;
      readonly client?: string | RegExp;
      readonly namespace?: string;
      readonly name?: string;
    };

type Growing = { -readonly [Key in keyof JournalEntry]: JournalEntry[Key] };

const writes: ReadonlySet<string> = new Set([
  "create",
  "update",
  "patch",
  "delete",
  "deletecollection",
]);

/** Settings of a {@link RequestJournal}. */
export interface JournalOptions {
  /** The oldest entries go first. 0: none is kept. @defaultValue 10,000 */
  readonly entriesMax?: number;
}

/** Of all texts in the entries together, which clients choose. */
const charactersMax = 16 * 1024 * 1024;

/** What clients asked, oldest first; the newest 10,000 requests are kept, fewer when their texts are very long. */
export class RequestJournal implements Iterable<JournalEntry> {
  readonly #entriesMax: number;
  readonly #listeners = new Set<() => void>();
  #entries: Growing[] = [];
  #characters = 0;
  readonly #inFlight = new Map<string, Growing>();

  constructor({ entriesMax = 10_000 }: JournalOptions = {}) {
    this.#entriesMax = entriesMax;
  }

  /** Requests without an answer. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  get length(): number {
    return this.#entries.length;
  }

  [Symbol.iterator](): Iterator<JournalEntry> {
    return this.#entries[Symbol.iterator]();
  }

  /** All that fit, oldest first. */
  of(query: JournalQuery): readonly JournalEntry[] {
    const fits = compile(query);
    return this.#entries.filter((entry) => fits(entry));
  }

  /** How many fit. */
  count(query: JournalQuery): number {
    return this.of(query).length;
  }

  /** Creates, updates, patches and deletions, oldest first. */
  writes(query: JournalQuery = "* *"): readonly JournalEntry[] {
    return this.of(query).filter(({ verb }) => writes.has(verb));
  }

  /** The most requests that fit within any span of so many milliseconds. */
  peak(query: JournalQuery, spanMs: number): number {
    const times = this.of(query).map(({ at }) => at);
    let most = 0;
    for (let start = 0, end = 0; end < times.length; end++) {
      while ((times[end] ?? 0) - (times[start] ?? 0) > spanMs) start += 1;
      most = Math.max(most, end - start + 1);
    }
    return most;
  }

  clear(): void {
    this.#entries = [];
    this.#characters = 0;
  }

  /** Told after each change. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** A request has come. */
  received(request: ResourceRequest, at: number): void {
    const resource = qualifiedResourceOf(request.definition);
    const entry: Growing = {
      id: request.id,
      at,
      client: request.client,
      verb: request.verb,
      resource: request.subresource === "" ? resource : `${resource}/${request.subresource}`,
      namespace: request.namespace,
      name: request.name,
      options: request.options,
      code: undefined,
      reason: undefined,
      faults: [],
    };
    this.#inFlight.set(request.id, entry);
    if (this.#entriesMax > 0) {
      this.#entries.push(entry);
      this.#characters += charactersOf(entry);
    }
    // Dropped in lumps, so that a full journal costs no more than an empty one.
    if (this.#entries.length > this.#entriesMax * 1.25) this.#keep(this.#entriesMax);
    while (this.#characters > charactersMax && this.#entries.length > 1) {
      this.#keep(Math.floor(this.#entries.length / 2));
    }
    this.#changed();
  }

  #keep(count: number): void {
    this.#entries = this.#entries.slice(-count);
    this.#characters = this.#entries.reduce((sum, entry) => sum + charactersOf(entry), 0);
  }

  /** A fault struck a request. */
  struck(request: ResourceRequest, fault: string): void {
    const entry = this.#inFlight.get(request.id);
    if (entry !== undefined) entry.faults = [...entry.faults, fault];
  }

  /** A request was answered, or its connection broke. */
  answered(request: ResourceRequest, outcome: Outcome): void {
    const entry = this.#inFlight.get(request.id);
    if (entry === undefined) return;
    this.#inFlight.delete(request.id);
    entry.code = codeOf(outcome);
    entry.reason = outcome.kind === "status" ? outcome.status.reason : undefined;
    this.#changed();
  }

  /** The client went away before there was an answer. */
  abandoned(request: ResourceRequest): void {
    if (this.#inFlight.delete(request.id)) this.#changed();
  }

  #changed(): void {
    if (this.#listeners.size === 0) return;
    for (const listener of [...this.#listeners]) listener();
  }
}

function charactersOf({ client, name = "", namespace = "", options }: JournalEntry): number {
  const { labelSelector = "", fieldSelector = "", continue: token = "" } = options;
  const texts = [client, name, namespace, labelSelector, fieldSelector, token];
  return texts.reduce((sum, text) => sum + text.length, 0);
}

function codeOf(outcome: Outcome): number {
  if (outcome.kind === "object" || outcome.kind === "status") return outcome.code;
  if (outcome.kind === "raw") return outcome.response.status;
  return outcome.kind === "reset" ? 0 : 200;
}

function compile(query: JournalQuery): (entry: JournalEntry) => boolean {
  if (typeof query === "string") {
    const [verb = "*", resource = "*"] = query.trim().split(/\s+/);
    return (entry) =>
      (verb === "*" || entry.verb === verb) && (resource === "*" || entry.resource === resource);
  }
  const { verb, resource, client, namespace, name } = query;
  return (entry) =>
    (verb === undefined || entry.verb === verb) &&
    (resource === undefined || entry.resource === resource) &&
    (namespace === undefined || entry.namespace === namespace) &&
    (name === undefined || entry.name === name) &&
    (client === undefined ||
      (typeof client === "string" ? entry.client === client : client.test(entry.client)));
}
