import type { ObjectRef, TraceFact, TraceFile } from "@informerlab/core/trace";
import { guessedLane } from "./made-lanes.ts";
import { isSelected } from "./selected.ts";
import type { TraceObject, VisualRecord } from "./trace-log.ts";
import { type WatchingClient, type WatchingClients, watchingClients } from "./watching-clients.ts";

/** True for what a server alone has recorded. */
export function isServerAlone(file: TraceFile): boolean {
  const { records } = file;
  return (
    records.some(({ fact }) => fact.kind === "server.committed") &&
    !records.some(({ fact }) => "informer" in fact)
  );
}

/**
 * Adds to a server's trace what its clients must have received: a copy for each that watched, which follows the lists and
 * watch events that the server sent it. All of it is marked as guessed; the records' numbers change.
 */
export function withGuessedClients(file: TraceFile): TraceFile {
  const [first] = file.records;
  if (first === undefined) return file;
  const guess = new Guess(first, watchingClients(file.records));
  for (const record of file.records) guess.take(record);
  return { ...file, records: guess.records };
}

type FactOf<K extends TraceFact["kind"]> = Extract<TraceFact, { kind: K }>;

interface Known {
  readonly ref: ObjectRef;
  readonly object: TraceObject;
}

/** What a client has, as far as the server's answers tell. */
class Copy {
  readonly client: WatchingClient;
  readonly keys = new Set<string>();
  hasSynced = false;
  /** Its watch begins with the whole state, and that has not ended yet. */
  isStreamingList = false;
  state: FactOf<"reflector.moved">["to"] = "idle";
  /** Events by watch that is open. */
  readonly watches = new Map<string, number>();

  constructor(client: WatchingClient) {
    this.client = client;
  }
}

class Guess {
  readonly records: VisualRecord[] = [];
  /** New numbers of the server's own records, for their causes. */
  readonly #numbers = new Map<number, number>();
  readonly #held = new Map<string, Map<string, Known>>();
  readonly #clients: WatchingClients;
  readonly #copies = new Map<WatchingClient, Copy>();
  readonly #requests = new Map<string, FactOf<"server.requested">>();
  #now: VisualRecord;

  constructor(first: VisualRecord, clients: WatchingClients) {
    this.#now = first;
    this.#clients = clients;
    for (const client of clients.clients) {
      this.#copies.set(client, new Copy(client));
      const { name: informer, asked } = client;
      const kind = "informer.started";
      const rest = { resource: asked.resource, queue: "delta", resyncPeriodMs: 0, indexes: [] };
      this.#add({ kind, informer, ...rest } as FactOf<"informer.started">);
    }
  }

  take(record: VisualRecord): void {
    this.#now = record;
    const { fact, cause: old, ...rest } = record;
    const asked = fact.kind === "server.requested" ? this.#asks(fact) : undefined;
    const cause = asked ?? (old === undefined ? undefined : this.#numbers.get(old));
    const seq = this.records.length + 1;
    this.#numbers.set(record.seq, seq);
    this.records.push(cause === undefined ? { ...rest, seq, fact } : { ...rest, seq, cause, fact });
    this.#follow(fact, seq);
  }

  #add(fact: TraceFact, cause?: number): number {
    const { at, step } = this.#now;
    const seq = this.records.length + 1;
    const base = { seq, at, lane: guessedLane, step };
    this.records.push(cause === undefined ? { ...base, fact } : { ...base, cause, fact });
    return seq;
  }

  #follow(fact: TraceFact, seq: number): void {
    switch (fact.kind) {
      case "server.committed": {
        const held = this.#heldOf(fact.ref.resource);
        if (fact.verb === "delete") held.delete(fact.ref.key);
        else held.set(fact.ref.key, { ref: fact.ref, object: fact.object });
        return;
      }
      case "server.responded":
        this.#answered(fact, seq);
        return;
      case "server.watch-opened":
        this.#opened(fact, seq);
        return;
      case "server.watch-sent":
        this.#received(fact, seq);
        return;
      case "server.watch-ended":
        this.#ended(fact, seq);
        return;
      default:
    }
  }

  /** Before the server is asked, somebody asks. */
  #asks(fact: FactOf<"server.requested">): number | undefined {
    const copy = this.#copyOf(this.#clients.byRequest.get(fact.request));
    if (copy === undefined) return undefined;
    this.#requests.set(fact.request, fact);
    const { options } = fact;
    const informer = copy.client.name;
    if (fact.verb === "list") {
      if (!isFurtherPage(fact)) this.#move(copy, "listing");
      return this.#add({ kind: "reflector.list-requested", informer, options, page: 1 });
    }
    copy.isStreamingList = options.sendInitialEvents === true;
    this.#move(copy, copy.isStreamingList ? "streaming-list" : "opening-watch");
    return this.#add({ kind: "reflector.watch-requested", informer, options });
  }

  #answered(fact: FactOf<"server.responded">, seq: number): void {
    const request = this.#requests.get(fact.request);
    const copy = this.#copyOf(this.#clients.byRequest.get(fact.request));
    this.#requests.delete(fact.request);
    if (request === undefined || copy === undefined) return;
    const informer = copy.client.name;
    if (fact.code !== 200) {
      const error = `${fact.code} ${fact.reason ?? ""}`.trim();
      const kind = request.verb === "list" ? "reflector.list-failed" : "reflector.watch-refused";
      this.#add({ kind, informer, error }, seq);
    } else if (request.verb === "list" && !isFurtherPage(request)) {
      // All pages of a list are of one moment.
      this.#listed(copy, fact.resourceVersion ?? "", seq);
    }
  }

  #opened(fact: FactOf<"server.watch-opened">, seq: number): void {
    const copy = this.#copyOf(this.#clients.byWatch.get(fact.watch));
    if (copy === undefined) return;
    copy.watches.set(fact.watch, 0);
    this.#add({ kind: "reflector.watch-opened", informer: copy.client.name }, seq);
    if (copy.isStreamingList) return;
    // Who begins at a version without a list that was seen has had one in another way.
    if (!copy.hasSynced) this.#listed(copy, fact.resourceVersion, seq);
    this.#move(copy, "watching");
  }

  #listed(copy: Copy, resourceVersion: string, seq: number): void {
    const { name: informer, asked } = copy.client;
    const known = [...this.#heldOf(asked.resource).values()].filter(
      ({ ref, object }) =>
        isSelected(asked, ref.key, object) && !isNewer(ref.resourceVersion, resourceVersion),
    );
    const refs = known.map(({ ref }) => ref);
    const count = refs.length;
    const listed = this.#add(
      { kind: "reflector.listed", informer, resourceVersion, count, isPaginated: false },
      seq,
    );
    copy.keys.clear();
    for (const { key } of refs) copy.keys.add(key);
    const objects = known.map(({ object }) => object);
    const told = { refs, objects, indexes: {}, storeResourceVersion: resourceVersion };
    this.#add({ kind: "store.replaced", informer, ...told }, listed);
    this.#sync(copy, listed);
  }

  #sync(copy: Copy, cause: number): void {
    if (copy.hasSynced) return;
    copy.hasSynced = true;
    const { name: informer } = copy.client;
    this.#add({ kind: "informer.synced", informer, count: copy.keys.size }, cause);
  }

  #received(fact: FactOf<"server.watch-sent">, seq: number): void {
    const copy = this.#copyOf(this.#clients.byWatch.get(fact.watch));
    const { ref, type } = fact;
    if (copy === undefined) return;
    copy.watches.set(fact.watch, (copy.watches.get(fact.watch) ?? 0) + 1);
    const { name: informer, asked } = copy.client;
    const object = ref && this.#heldOf(asked.resource).get(ref.key)?.object;
    const told = {
      ...(ref === undefined ? {} : { ref }),
      ...(object === undefined ? {} : { object }),
    };
    const isEnd = type === "BOOKMARK" && copy.isStreamingList;
    const end = isEnd ? ({ isInitialEventsEnd: true } as const) : {};
    const received = this.#add(
      { kind: "reflector.received", informer, type, ...told, ...end },
      seq,
    );
    if (ref === undefined || type === "ERROR") return;
    if (type === "BOOKMARK") {
      const storeResourceVersion = ref.resourceVersion ?? "";
      this.#add({ kind: "store.bookmarked", informer, storeResourceVersion }, received);
      if (!isEnd) return;
      copy.isStreamingList = false;
      this.#sync(copy, received);
      this.#move(copy, "watching");
      return;
    }
    const change = type === "DELETED" ? "deleted" : copy.keys.has(ref.key) ? "updated" : "added";
    if (type === "DELETED") copy.keys.delete(ref.key);
    else copy.keys.add(ref.key);
    const state = type === "DELETED" || object === undefined ? {} : { object };
    // Item by item, no version says what the copy holds.
    const claim = { indexes: {}, storeResourceVersion: "" };
    this.#add({ kind: "store.changed", informer, change, ref, ...state, ...claim }, received);
  }

  #ended(fact: FactOf<"server.watch-ended">, seq: number): void {
    const copy = this.#copyOf(this.#clients.byWatch.get(fact.watch));
    if (copy === undefined) return;
    const events = copy.watches.get(fact.watch) ?? 0;
    copy.watches.delete(fact.watch);
    if (copy.watches.size > 0) return;
    const isOwn = fact.reason === "client";
    const reason = isOwn ? "stopped" : fact.reason === "expired" ? "expired" : "closed";
    this.#add({ kind: "reflector.watch-ended", informer: copy.client.name, reason, events }, seq);
    this.#move(copy, "idle");
  }

  #move(copy: Copy, to: Copy["state"]): void {
    const { state: from } = copy;
    if (from === to) return;
    copy.state = to;
    this.#add({ kind: "reflector.moved", informer: copy.client.name, from, to });
  }

  #copyOf(client: WatchingClient | undefined): Copy | undefined {
    return client === undefined ? undefined : this.#copies.get(client);
  }

  #heldOf(resource: string): Map<string, Known> {
    let held = this.#held.get(resource);
    if (held === undefined) {
      held = new Map();
      this.#held.set(resource, held);
    }
    return held;
  }
}

function isFurtherPage({ options }: FactOf<"server.requested">): boolean {
  return options.continue !== undefined && options.continue !== "";
}

/** Versions that are no numbers are not compared. */
function isNewer(version: string | undefined, than: string): boolean {
  const isNumber = /^\d+$/;
  return isNumber.test(version ?? "") && isNumber.test(than) && Number(version) > Number(than);
}
