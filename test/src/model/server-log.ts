import type { KubernetesObject } from "@informerlab/core";
import type { ServerFact } from "@informerlab/core/trace";
import { revisionOf } from "./revision.ts";

/** One entry of the server's log: what a key became at a revision. */
export interface LogEntry {
  readonly revision: number;
  readonly verb: "create" | "update" | "delete";
  readonly resource: string;
  readonly key: string;
  readonly uid: string;
  /** After a deletion: the last state. */
  readonly object: KubernetesObject;
}

/**
 * The truth against which everything is judged: every commit of the server, in order, as its facts told it.
 */
export class ServerLog {
  readonly #byResource = new Map<string, ResourceHistory>();
  #head = 0;

  /** The newest revision of any resource. */
  get head(): number {
    return this.#head;
  }

  /** Nobody has told of any commit: the trace does not say what the server had. */
  get isUnknown(): boolean {
    return this.#head === 0;
  }

  /** Takes the next commit. */
  commit(fact: ServerFact & { kind: "server.committed" }): LogEntry {
    const { ref, verb, object } = fact;
    const revision = revisionOf(ref.resourceVersion);
    const entry: LogEntry = {
      revision,
      verb,
      resource: ref.resource,
      key: ref.key,
      uid: ref.uid ?? "",
      object,
    };
    this.#head = Math.max(this.#head, revision);
    this.of(ref.resource).append(entry);
    return entry;
  }

  /** All that happened to one resource. */
  of(resource: string): ResourceHistory {
    let history = this.#byResource.get(resource);
    if (history === undefined) {
      history = new ResourceHistory();
      this.#byResource.set(resource, history);
    }
    return history;
  }
}

/** The log of one resource, with the state of each key at each revision. */
export class ResourceHistory {
  readonly entries: LogEntry[] = [];
  readonly #byKey = new Map<string, LogEntry[]>();
  readonly #current = new Map<string, LogEntry>();

  /** What exists now, by key. */
  get current(): ReadonlyMap<string, LogEntry> {
    return this.#current;
  }

  /** Keys that ever existed. */
  get keyCount(): number {
    return this.#byKey.size;
  }

  /** Adds the next entry; revisions must rise. */
  append(entry: LogEntry): void {
    this.entries.push(entry);
    const own = this.#byKey.get(entry.key);
    if (own === undefined) this.#byKey.set(entry.key, [entry]);
    else own.push(entry);
    if (entry.verb === "delete") this.#current.delete(entry.key);
    else this.#current.set(entry.key, entry);
  }

  /** What happened to one key, oldest first. */
  ofKey(key: string): readonly LogEntry[] {
    return this.#byKey.get(key) ?? none;
  }

  /** The entry that made the key what it was at that revision; undefined when it had never existed. */
  at(key: string, revision: number): LogEntry | undefined {
    const own = this.ofKey(key);
    for (let index = own.length - 1; index >= 0; index--) {
      const entry = own[index] as LogEntry;
      if (entry.revision <= revision) return entry;
    }
    return undefined;
  }

  /** The entry with exactly that revision. */
  exactly(key: string, revision: number): LogEntry | undefined {
    const entry = this.at(key, revision);
    return entry?.revision === revision ? entry : undefined;
  }

  /** Index of the first entry with a revision above the given one. */
  indexAfter(revision: number): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.entries[middle] as LogEntry).revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Everything that existed at a revision, by key. */
  snapshot(revision: number): Map<string, LogEntry> {
    const state = new Map<string, LogEntry>();
    for (const entry of this.entries) {
      if (entry.revision > revision) break;
      if (entry.verb === "delete") state.delete(entry.key);
      else state.set(entry.key, entry);
    }
    return state;
  }
}

const none: readonly LogEntry[] = [];
