import { type Item, newestOf } from "./item.ts";

/** A whole state that somebody was told. */
export interface SeenState {
  /** Milliseconds since the recording began. */
  readonly at: number;
  readonly version: bigint;
  readonly items: readonly Item[];
}

/** Something that a watch told. */
export interface SeenChange {
  readonly at: number;
  readonly version: bigint;
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  /** Absent for bookmarks. */
  readonly item?: Item;
}

/** A watch: everything after `from`, up to its last change. */
export interface SeenStream {
  readonly from: bigint;
  readonly changes: readonly SeenChange[];
}

/** A step of a {@link Timeline}. */
export type Entry =
  /** What comes before is not connected to it: nobody watched in between. */
  | {
      readonly kind: "state";
      readonly at: number;
      readonly version: bigint;
      readonly state: SeenState;
    }
  | {
      readonly kind: "change";
      readonly at: number;
      readonly version: bigint;
      readonly change: SeenChange;
      readonly before: Item | undefined;
    }
  /** Known to be as before at this version. */
  | {
      readonly kind: "known";
      readonly at: number;
      readonly version: bigint;
      readonly isBookmark: boolean;
    };

/** What became of a collection, as all its lists and watches together told: ordered by version, and by time. */
export class Timeline {
  readonly entries: readonly Entry[];
  #cursor = -1;
  #state = new Map<string, Item>();

  constructor(states: readonly SeenState[], streams: readonly SeenStream[]) {
    this.entries = new Builder(streams).build(states);
  }

  /** The last entry that is due; the first when none is: nothing earlier is known. -1: there is none. */
  indexAt(position: number): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.entries[middle]?.at ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return this.entries.length === 0 ? -1 : Math.max(low - 1, 0);
  }

  /**
   * The last entry that somebody who knows a version knows, too; undefined where that version is before the first list, or
   * between two that nothing connects.
   */
  indexOfVersion(version: bigint): number | undefined {
    let found: number | undefined;
    for (const [index, entry] of this.entries.entries()) {
      if (entry.version > version) {
        const isGap = entry.kind === "state" && this.entries[index - 1]?.version !== version;
        return isGap ? undefined : found;
      }
      found = index;
    }
    return found;
  }

  /** The state after an entry, by key. */
  stateAt(index: number): ReadonlyMap<string, Item> {
    if (index < this.#cursor) {
      this.#cursor = -1;
      this.#state = new Map();
    }
    for (let at = Math.max(this.#cursor + 1, this.#lastStateUpTo(index)); at <= index; at++) {
      const entry = this.entries[at];
      if (entry !== undefined) apply(this.#state, entry);
    }
    this.#cursor = index;
    return this.#state;
  }

  #lastStateUpTo(index: number): number {
    let at = index;
    while (at > this.#cursor && this.entries[at]?.kind !== "state") at -= 1;
    return at;
  }
}

function apply(state: Map<string, Item>, entry: Entry): void {
  if (entry.kind === "state") {
    state.clear();
    for (const item of entry.state.items) state.set(item.key, item);
  } else if (entry.kind === "change" && entry.change.item !== undefined) {
    const { item, type } = entry.change;
    if (type === "DELETED") state.delete(item.key);
    else state.set(item.key, item);
  }
}

/** Puts lists and watches together. */
class Builder {
  readonly #changes: readonly SeenChange[];
  /** What watches told without a gap, in the order of where they begin. */
  readonly #ranges: readonly { readonly from: bigint; readonly to: bigint }[];
  readonly #entries: Entry[] = [];
  readonly #state = new Map<string, Item>();
  #last = -1n;
  #at = 0;
  #next = 0;
  #nextRange = 0;

  constructor(streams: readonly SeenStream[]) {
    this.#changes = onceEach(streams.flatMap(({ changes }) => changes));
    this.#ranges = streams
      .map(({ from, changes }) => ({
        from,
        to: newestOf([from, ...changes.map(({ version }) => version)]),
      }))
      .sort((a, b) => compare(a.from, b.from));
  }

  build(states: readonly SeenState[]): readonly Entry[] {
    const ordered = states.toSorted((a, b) => compare(a.version, b.version) || a.at - b.at);
    for (const state of ordered) {
      if (this.#isConnected(state)) this.#know(state.version, state.at, false);
      else this.#push({ kind: "state", at: state.at, version: state.version, state });
      this.#follow();
    }
    return this.#inOrder();
  }

  /** What watches tell from where the state is, without a gap. */
  #follow(): void {
    for (; this.#nextRange < this.#ranges.length; this.#nextRange++) {
      const range = this.#ranges[this.#nextRange];
      if (range === undefined || range.from > this.#last) break;
      if (range.to > this.#last) this.#take(range.to);
    }
  }

  #take(to: bigint): void {
    for (; this.#next < this.#changes.length; this.#next++) {
      const change = this.#changes[this.#next];
      if (change === undefined || change.version > to) break;
      if (change.version <= this.#last) continue;
      if (change.item === undefined) this.#know(change.version, change.at, true);
      else {
        const before = this.#state.get(change.item.key);
        this.#push({ kind: "change", at: change.at, version: change.version, change, before });
      }
    }
    this.#last = to;
  }

  /** Watches have told what led to it, or nothing has changed. */
  #isConnected({ items, version }: SeenState): boolean {
    if (this.#entries.length === 0) return false;
    // What has no version at all is compared by its objects.
    if (version > 0n && version <= this.#last) return true;
    if (items.length !== this.#state.size) return false;
    return items.every(({ key, version: of }) => of > 0n && this.#state.get(key)?.version === of);
  }

  #know(version: bigint, at: number, isBookmark: boolean): void {
    this.#push({ kind: "known", at, version, isBookmark });
  }

  #push(entry: Entry): void {
    this.#entries.push(entry);
    apply(this.#state, entry);
    if (entry.version > this.#last) this.#last = entry.version;
  }

  /** Lists that were covered by watches stand where their version belongs; time never goes back. */
  #inOrder(): readonly Entry[] {
    const ordered = this.#entries.toSorted(
      (a, b) => compare(a.version, b.version) || rankOf(a) - rankOf(b),
    );
    return ordered.map((entry) => {
      this.#at = Math.max(this.#at, entry.at);
      return entry.at === this.#at ? entry : { ...entry, at: this.#at };
    });
  }
}

/** What a list knows at a version comes after the change that made it. */
function rankOf({ kind }: Entry): number {
  return kind === "known" ? 1 : 0;
}

/** Each change once, when the first watch told it, by version. */
function onceEach(changes: readonly SeenChange[]): readonly SeenChange[] {
  const first = new Map<string, SeenChange>();
  for (const change of changes) {
    const key = `${change.version} ${change.item?.key ?? ""}`;
    const known = first.get(key);
    if (known === undefined || change.at < known.at) first.set(key, change);
  }
  return [...first.values()].sort((a, b) => compare(a.version, b.version));
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
