import { type Commit, objectAfter } from "./commit.ts";
import { SortedSlots } from "./sorted-slots.ts";

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
  readonly #live = new SortedSlots<Slot>();
  #commits: Commit[] = [];
  /** Index of the first commit still remembered; the array is cut now and then. */
  #head = 0;

  constructor(resource: string) {
    this.resource = resource;
  }

  /** Number of objects that exist. */
  get size(): number {
    return this.#live.size;
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
    this.#live.clear();
    this.#commits = [];
    this.#head = 0;
  }

  append(commit: Commit): void {
    // Only the first write of a key has none before it.
    const slot = commit.previous === undefined ? undefined : this.#slots.get(commit.key);
    if (slot === undefined) {
      const added = { key: commit.key, latest: commit };
      this.#slots.set(commit.key, added);
      this.#live.insert(added);
    } else {
      const existed = objectAfter(slot.latest) !== undefined;
      slot.latest = commit;
      if (commit.verb === "delete") this.#live.remove(slot.key);
      else if (!existed) this.#live.insert(slot);
    }
    this.#commits.push(commit);
  }

  /** The existing objects whose key starts with `prefix`, in key order. */
  listAll(prefix: string): Commit[] {
    return this.#live.withPrefix(prefix).map(({ latest }) => latest);
  }

  /** As {@link listAll}, at a revision of the past. */
  listAt(prefix: string, revision: number): Commit[] {
    const found: Commit[] = [];
    let isSorted = true;
    for (const { latest } of this.#live.withPrefix(prefix)) {
      const commit = liveAt(latest, revision);
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

  /** The commit with which the newest `count` begin, of those above a revision; undefined where there are fewer. */
  firstOfNewest(count: number, revision: number): Commit | undefined {
    const index = this.#commits.length - count;
    return index < this.#indexAfter(revision) ? undefined : this.#commits[index];
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
