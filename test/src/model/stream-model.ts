import type { ListOptions } from "@informerlab/core";
import type { ServerFact } from "@informerlab/core/trace";
import type { Projection } from "./informer-model.ts";
import { revisionOf } from "./revision.ts";
import type { LogEntry, ServerLog } from "./server-log.ts";

/** What a server sent on a stream, beside what it should have sent. */
export interface Sent {
  readonly stream: StreamModel;
  readonly fact: ServerFact & { kind: "server.watch-sent" };
  readonly revision: number;
  /** Part of the state at the start, not a change. */
  readonly isInitial: boolean;
  /** The first change that had not been sent yet; undefined when none was left. */
  readonly expected: LogEntry | undefined;
  /** Revision of the change sent before, or where the stream started. */
  readonly position: number;
}

/** One watch as the server serves it. */
export class StreamModel {
  readonly id: string;
  readonly resource: string;
  readonly client: string;
  readonly startsAfter: number;
  readonly options: ListOptions;
  readonly #log: ServerLog;
  readonly #matches: Projection;
  /** Index in the resource's log of the first entry not yet looked at. */
  #index: number;
  #position: number;
  #isAfterState = false;
  bookmark = 0;
  hasError = false;
  isOpen = true;

  constructor(
    fact: ServerFact & { kind: "server.watch-opened" },
    options: ListOptions,
    matches: Projection,
    log: ServerLog,
  ) {
    this.id = fact.watch;
    this.resource = fact.resource;
    this.client = fact.client;
    this.startsAfter = revisionOf(fact.resourceVersion);
    this.options = options;
    this.#log = log;
    this.#matches = matches;
    this.#position = this.startsAfter;
    this.#index = log.of(fact.resource).indexAfter(this.startsAfter);
  }

  /** The first change in view that was not sent. */
  get next(): LogEntry | undefined {
    const { entries } = this.#log.of(this.resource);
    for (let entry = entries[this.#index]; entry !== undefined; entry = entries[this.#index]) {
      if (this.isInView(entry) || this.wasInView(entry)) return entry;
      this.#index += 1;
    }
    return undefined;
  }

  /** The object matches the stream's selectors after this change. */
  isInView(entry: LogEntry): boolean {
    return entry.verb !== "delete" && this.#matches(entry.object);
  }

  /** The object matched before this change. */
  wasInView(entry: LogEntry): boolean {
    const before = this.#log.of(this.resource).at(entry.key, entry.revision - 1);
    return before !== undefined && before.verb !== "delete" && this.#matches(before.object);
  }

  /**
   * Part of the state with which a stream begins. A server's own words say at which revision it had that state; where only
   * what was asked is known, it lasts while nothing but ADDED comes.
   */
  #isInitial(revision: number): boolean {
    if (!this.#log.isUnknown)
      return revision <= this.startsAfter && this.#position === this.startsAfter;
    const { resourceVersion = "", sendInitialEvents } = this.options;
    const beginsWithState =
      sendInitialEvents ?? (resourceVersion === "" || resourceVersion === "0");
    return beginsWithState && !this.#isAfterState;
  }

  /** Takes what was sent. */
  send(fact: ServerFact & { kind: "server.watch-sent" }): Sent {
    const revision = revisionOf(fact.ref?.resourceVersion);
    const isChange = fact.type === "ADDED" || fact.type === "MODIFIED" || fact.type === "DELETED";
    const isInitial = fact.type === "ADDED" && this.#isInitial(revision);
    if (!isInitial) this.#isAfterState = true;
    const expected = this.next;
    const sent = { stream: this, fact, revision, isInitial, expected, position: this.#position };
    if (isChange && !isInitial && revision > this.#position) {
      this.#position = revision;
      this.#index = this.#log.of(this.resource).indexAfter(revision);
    }
    return sent;
  }
}
