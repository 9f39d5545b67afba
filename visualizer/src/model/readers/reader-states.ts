import type { TraceFact } from "@informerlab/core/trace";
import { isSelected } from "../../trace/selected.ts";
import type { TraceLog } from "../../trace/trace-log.ts";
import { type Selection, selectionOf } from "../timeline/selection.ts";

/** What a reader of the copy sees between two turns of the consumer. */
export interface ReaderState {
  /** The record that made it so. */
  readonly position: number;
  /** Milliseconds since the start of the run. */
  readonly atMs: number;
  /** Key → version. */
  readonly held: ReadonlyMap<string, string>;
  /** A revision at which the server held exactly this; undefined: it never did. */
  readonly existedAt: string | undefined;
  /** Before the informer said that its first list is in, nobody should read. */
  readonly isSynced: boolean;
  /** Where nothing like it existed: against the server at the newest version it holds. */
  readonly against?: Against | undefined;
}

/** Why a state never existed: what differs from the server at `revision`, which the state has heard of. */
export interface Against {
  readonly revision: string;
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  readonly old: readonly string[];
}

/**
 * Every state that a reader can see between pops, in order, each with the revision at which it existed on the server. A
 * state counts as having existed when the server held the same objects in the same versions at any time up to then.
 */
export function readerStates(log: TraceLog, informer: string): readonly ReaderState[] {
  const selection = selectionOf(log, informer);
  if (selection === undefined) return [];
  const reader = new Reader(log, informer, selection);
  for (const [index, { fact }] of log.records.entries()) reader.take(fact, index + 1);
  reader.look();
  return reader.states;
}

/** Follows the server and the copy side by side. */
class Reader {
  readonly states: ReaderState[] = [];
  readonly #log: TraceLog;
  readonly #informer: string;
  readonly #selection: Selection;
  readonly #server = new History();
  readonly #copy = new Held();
  #isSynced = false;
  #changedAt: number | undefined;

  constructor(log: TraceLog, informer: string, selection: Selection) {
    this.#log = log;
    this.#informer = informer;
    this.#selection = selection;
  }

  take(fact: TraceFact, position: number): void {
    if (fact.kind === "server.committed") this.#write(fact);
    if (!("informer" in fact) || fact.informer !== this.#informer) return;
    if (fact.kind === "queue.popped") this.look();
    if (fact.kind === "informer.synced") {
      this.look();
      this.#isSynced = true;
    }
    if (fact.kind === "store.changed") {
      const isGone = fact.change === "deleted";
      this.#copy.set(fact.ref.key, isGone ? undefined : fact.ref.resourceVersion);
      this.#changedAt = position;
    }
    if (fact.kind === "store.replaced") {
      this.#copy.replace(fact.refs);
      this.#changedAt = position;
    }
  }

  /** The consumer's turn is over: what the copy holds now is what readers see. */
  look(): void {
    if (this.#changedAt === undefined) return;
    const position = this.#changedAt;
    const { startAt } = this.#log;
    const atMs = (this.#log.recordAt(position)?.at ?? startAt) - startAt;
    const existedAt = this.#server.revisionOf(this.#copy);
    const against = existedAt === undefined ? this.#server.against(this.#copy) : undefined;
    const held = new Map(this.#copy.entries);
    this.states.push({ position, atMs, held, existedAt, isSynced: this.#isSynced, against });
    this.#changedAt = undefined;
  }

  #write({ verb, ref, object }: Extract<TraceFact, { kind: "server.committed" }>): void {
    if (ref.resource !== this.#selection.resource) return;
    const isThere = verb !== "delete" && isSelected(this.#selection, ref.key, object);
    this.#server.write(ref.key, isThere ? ref.resourceVersion : undefined, ref.resourceVersion);
  }
}

/** Objects with their versions, and a fingerprint that changes with each of them in constant time. */
class Held {
  readonly entries = new Map<string, string>();
  #one = 0;
  #other = 0;

  set(key: string, version: string | undefined): void {
    const before = this.entries.get(key);
    if (before !== undefined) this.#toggle(key, before);
    if (version === undefined) this.entries.delete(key);
    else {
      this.entries.set(key, version);
      this.#toggle(key, version);
    }
  }

  replace(refs: readonly { readonly key: string; readonly resourceVersion?: string }[]): void {
    const listed = new Set(refs.map(({ key }) => key));
    for (const key of [...this.entries.keys()]) if (!listed.has(key)) this.set(key, undefined);
    for (const { key, resourceVersion } of refs) this.set(key, resourceVersion);
  }

  get fingerprint(): string {
    return `${this.entries.size} ${this.#one} ${this.#other}`;
  }

  #toggle(key: string, version: string): void {
    const text = `${key}@${version}`;
    this.#one ^= hashOf(text, 0x811c9dc5);
    this.#other ^= hashOf(text, 0x01000193);
  }
}

/** All states of the server. */
class History {
  readonly #now = new Held();
  readonly #seen = new Map<string, string>([[new Held().fingerprint, "0"]]);
  readonly #writes: {
    readonly key: string;
    readonly version: string | undefined;
    readonly revision: string;
  }[] = [];

  write(key: string, version: string | undefined, revision = ""): void {
    this.#now.set(key, version);
    this.#writes.push({ key, version, revision });
    this.#seen.set(this.#now.fingerprint, revision);
  }

  revisionOf(held: Held): string | undefined {
    return this.#seen.get(held.fingerprint);
  }

  /** What the state lacks and has too much, against the moment of the newest version that it holds. */
  against(held: Held): Against {
    const versions = new Set(held.entries.values());
    const newest = this.#writes.findLastIndex(({ revision }) => versions.has(revision));
    const then = new Held();
    for (const { key, version } of this.#writes.slice(0, newest + 1)) then.set(key, version);
    const { entries } = held;
    return {
      revision: this.#writes[newest]?.revision ?? "0",
      missing: [...then.entries.keys()].filter((key) => !entries.has(key)),
      extra: [...entries.keys()].filter((key) => !then.entries.has(key)),
      old: [...entries].flatMap(([key, version]) => {
        const right = then.entries.get(key);
        return right === undefined || right === version ? [] : [key];
      }),
    };
  }
}

/** FNV-1a over UTF-16 units, mixed once more: two of them with different seeds make a fingerprint of 64 bits. */
function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) | 0;
}
