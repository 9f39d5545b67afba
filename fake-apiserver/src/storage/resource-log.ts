import { type Commit, objectAfter } from "./commit.ts";

/** The writes of one key; the newest is a deletion while the key does not exist. */
interface Slot {
  readonly key: string;
  latest: Commit;
}

/**
 * Everything storage knows of one resource: its keys in order, the newest write of each, and the writes of the
 * past in order of their revisions. Appending costs O(log n); nothing here knows about clients.
 */
export class ResourceLog {
  readonly resource: string;
  readonly #slots = new Map<string, Slot>();
  /** Slots of the keys that exist, in key order: the order in which lists answer. */
  readonly #live: Slot[] = [];
  #commits: Commit[] = [];
  /** Index of the first commit still remembered; the array is cut now and then. */
  #head = 0;

  constructor(resource: string) {
    this.resource = resource;
  }

  /** Number of objects that exist. */
  get size(): number {
    return this.#live.length;
  }

  /** Number of commits remembered. */
  get commitCount(): number {
    return this.#commits.length - this.#head;
  }

  /** The newest write of a key, a deletion included. */
  latest(key: string): Commit | undefined {
    return this.#slots.get(key)?.latest;
  }

  /** The newest write of a key at a revision, undefined when it did not exist then. */
  at(key: string, revision: number): Commit | undefined {
    return liveAt(this.#slots.get(key)?.latest, revision);
  }

  /** Forgets everything. */
  clear(): void {
    this.#slots.clear();
    this.#live.length = 0;
    this.#commits = [];
    this.#head = 0;
  }

  append(commit: Commit): void {
    const slot = this.#slots.get(commit.key);
    if (slot === undefined) {
      const added = { key: commit.key, latest: commit };
      this.#slots.set(commit.key, added);
      this.#insert(added);
    } else {
      const existed = objectAfter(slot.latest) !== undefined;
      slot.latest = commit;
      if (commit.verb === "delete") this.#live.splice(this.#indexOf(slot.key), 1);
      else if (!existed) this.#insert(slot);
    }
    this.#commits.push(commit);
  }

  /** The existing objects whose key starts with `prefix`, in key order. */
  listAll(prefix: string): Commit[] {
    if (prefix === "") return this.#live.map((slot) => slot.latest);
    const found: Commit[] = [];
    for (let index = this.#indexOf(prefix); index < this.#live.length; index++) {
      const slot = this.#live[index] as Slot;
      if (!slot.key.startsWith(prefix)) break;
      found.push(slot.latest);
    }
    return found;
  }

  /** As {@link listAll}, at a revision of the past. */
  listAt(prefix: string, revision: number): Commit[] {
    const found: Commit[] = [];
    let isSorted = true;
    for (let index = this.#indexOf(prefix); index < this.#live.length; index++) {
      const slot = this.#live[index] as Slot;
      if (!slot.key.startsWith(prefix)) break;
      const commit = liveAt(slot.latest, revision);
      if (commit !== undefined) found.push(commit);
    }
    // Keys that existed then and do not now: their deletion is among the commits since.
    for (let index = this.#indexAfter(revision); index < this.#commits.length; index++) {
      const later = this.#commits[index] as Commit;
      if (later.verb !== "delete" || !later.key.startsWith(prefix)) continue;
      if (this.#slots.get(later.key)?.latest !== later) continue;
      const commit = liveAt(later, revision);
      if (commit === undefined) continue;
      found.push(commit);
      isSorted = false;
    }
    return isSorted ? found : found.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** Remembered commits with a revision above `revision`, in order. */
  commitsAfter(revision: number): readonly Commit[] {
    return this.#commits.slice(this.#indexAfter(revision));
  }

  /** The oldest remembered commit above a revision. */
  firstAfter(revision: number): Commit | undefined {
    return this.#commits[this.#indexAfter(revision)];
  }

  /** Counts remembered commits above a revision. */
  countAfter(revision: number): number {
    return this.#commits.length - this.#indexAfter(revision);
  }

  /** Forgets what nobody can ask for once reads and watches begin at `revision`. */
  forgetBefore(revision: number): void {
    const end = this.#indexAfter(revision - 1);
    for (let index = this.#head; index < end; index++) {
      const commit = this.#commits[index] as Commit;
      // The state at `revision` itself stays readable, so only what led to it goes.
      commit.previous = undefined;
      const slot = this.#slots.get(commit.key);
      if (commit.verb === "delete" && slot?.latest === commit) this.#slots.delete(commit.key);
    }
    this.#head = end;
    if (this.#head > 64 && this.#head * 2 > this.#commits.length) {
      this.#commits = this.#commits.slice(this.#head);
      this.#head = 0;
    }
  }

  #insert(slot: Slot): void {
    const last = this.#live.at(-1);
    if (last === undefined || last.key < slot.key) this.#live.push(slot);
    else this.#live.splice(this.#indexOf(slot.key), 0, slot);
  }

  /** Index of the first live key that is not before `key`. */
  #indexOf(key: string): number {
    let low = 0;
    let high = this.#live.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#live[middle] as Slot).key < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Index of the first remembered commit above a revision. */
  #indexAfter(revision: number): number {
    let low = this.#head;
    let high = this.#commits.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#commits[middle] as Commit).revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function liveAt(latest: Commit | undefined, revision: number): Commit | undefined {
  let commit = latest;
  while (commit !== undefined && commit.revision > revision) commit = commit.previous;
  return commit?.verb === "delete" ? undefined : commit;
}
