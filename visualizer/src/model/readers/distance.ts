import { isSelected } from "../../trace/selected.ts";
import type { TraceLog, TraceObject, VisualRecord } from "../../trace/trace-log.ts";
import { type Selection, selectionOf } from "../timeline/selection.ts";

/** How wrong a copy is, in objects: against what the server holds at the same moment. */
export interface Distance {
  /** The server has it, the copy has not. */
  readonly missing: number;
  /** The copy has it, the server no longer. */
  readonly ghosts: number;
  /** Both have it, in different versions. */
  readonly old: number;
}

const none: Distance = { missing: 0, ghosts: 0, old: 0 };
type Wrong = keyof Distance;

/** From `position` on the copy is that far from the truth. */
export interface DistanceChange extends Distance {
  readonly position: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * How far an informer's copy is from the truth, over a whole trace: one pass, carried on when the trace grows. A trace
 * that does not show the server's writes knows no truth.
 */
export class DistanceToTruth {
  readonly #log: TraceLog;
  readonly #informer: string;
  #selection: Selection | undefined;
  #position = 0;
  readonly #truth = new Map<string, string | undefined>();
  readonly #copy = new Map<string, string | undefined>();
  #now: { -readonly [Kind in Wrong]: number } = { ...none };
  #changes: DistanceChange[] = [];
  #syncedAt: number | undefined;

  constructor(log: TraceLog, informer: string) {
    this.#log = log;
    this.#informer = informer;
    this.extend();
  }

  /** False when the trace does not hold what the server did. */
  get isKnown(): boolean {
    return this.#log.hasServer && this.#selection !== undefined;
  }

  /** Where the distance changes, ascending. Before the first one it is zero. */
  get changes(): readonly DistanceChange[] {
    return this.#changes;
  }

  /** The position at which the informer said that its first list is in; before it, a copy that lacks things is no surprise. */
  get syncedAt(): number | undefined {
    return this.#syncedAt;
  }

  /** Takes in records that were appended to the log. */
  extend(): void {
    // A request that was not seen before the first sync is not in the trace.
    if (this.#selection?.isAsked !== true && this.#syncedAt === undefined) this.#ask();
    if (this.#selection === undefined) return;
    while (this.#position < this.#log.length) {
      const record = this.#log.recordAt(this.#position + 1);
      if (record === undefined) break;
      this.#position += 1;
      this.#take(record, this.#selection);
      this.#note(record.at);
    }
  }

  /** The distance after `position` records. */
  at(position: number): Distance {
    let low = 0;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#changes[middle]?.position ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return this.#changes[low - 1] ?? none;
  }

  /** What was asked for can become known late; then everything is judged anew. */
  #ask(): void {
    const selection = selectionOf(this.#log, this.#informer);
    if (JSON.stringify(selection) === JSON.stringify(this.#selection)) return;
    this.#selection = selection;
    this.#position = 0;
    this.#truth.clear();
    this.#copy.clear();
    this.#now = { ...none };
    this.#changes = [];
    this.#syncedAt = undefined;
  }

  #take({ fact }: VisualRecord, selection: Selection): void {
    if (fact.kind === "server.committed") {
      if (fact.ref.resource !== selection.resource) return;
      const isThere = fact.verb !== "delete" && isSelected(selection, fact.ref.key, fact.object);
      this.#set(this.#truth, fact.ref.key, isThere, nameOf(fact.ref, fact.object));
      return;
    }
    if (!("informer" in fact) || fact.informer !== this.#informer) return;
    if (fact.kind === "informer.synced") this.#syncedAt ??= this.#position;
    if (fact.kind === "store.changed") {
      const { change, ref, object } = fact;
      this.#set(this.#copy, ref.key, change !== "deleted", nameOf(ref, object));
    } else if (fact.kind === "store.mutated") {
      // Its version is the server's, its content is nobody's.
      this.#set(this.#copy, fact.ref.key, true, "edited");
    } else if (fact.kind === "store.replaced") {
      const listed = new Map(
        fact.refs.map((ref, index) => [ref.key, nameOf(ref, fact.objects[index])]),
      );
      for (const key of [...this.#copy.keys()]) {
        if (!listed.has(key)) this.#set(this.#copy, key, false, undefined);
      }
      for (const [key, name] of listed) this.#set(this.#copy, key, true, name);
    }
  }

  #set(
    side: Map<string, string | undefined>,
    key: string,
    isThere: boolean,
    name: string | undefined,
  ): void {
    const before = this.#wrongAt(key);
    if (isThere) side.set(key, name);
    else side.delete(key);
    const after = this.#wrongAt(key);
    if (before !== undefined) this.#now[before] -= 1;
    if (after !== undefined) this.#now[after] += 1;
  }

  #wrongAt(key: string): Wrong | undefined {
    if (!this.#copy.has(key)) return this.#truth.has(key) ? "missing" : undefined;
    if (!this.#truth.has(key)) return "ghosts";
    return this.#truth.get(key) === this.#copy.get(key) ? undefined : "old";
  }

  #note(at: number): void {
    const last = this.#changes.at(-1);
    const { missing, ghosts, old } = this.#now;
    const before = last ?? none;
    if (before.missing === missing && before.ghosts === ghosts && before.old === old) return;
    this.#changes.push({ position: this.#position, at, missing, ghosts, old });
  }
}

/** One version of one object: a name that was used again after a deletion is another object. */
function nameOf(
  ref: { readonly uid?: string; readonly resourceVersion?: string },
  object: TraceObject | undefined,
): string {
  return `${ref.uid ?? object?.metadata?.uid ?? ""}@${ref.resourceVersion ?? object?.metadata?.resourceVersion ?? ""}`;
}

/** How wrong a copy has been over a while, for comparing runs. */
export interface DistanceSum {
  /** Milliseconds in which the copy differed from the server. */
  readonly wrongMs: number;
  /** Most objects that were wrong at once. */
  readonly most: number;
}

/** Sums a distance from one position to the end of the trace; by default from when the informer had synced. */
export function sumOf(distance: DistanceToTruth, log: TraceLog, from?: number): DistanceSum {
  const start = from ?? distance.syncedAt ?? log.length;
  let wrongMs = 0;
  let most = 0;
  let since = log.recordAt(start)?.at ?? log.startAt;
  let total = totalOf(distance.at(start));
  for (const change of distance.changes) {
    if (change.position <= start) continue;
    if (total > 0) wrongMs += change.at - since;
    most = Math.max(most, total);
    since = change.at;
    total = totalOf(change);
  }
  if (total > 0) wrongMs += Math.max(0, (log.recordAt(log.length)?.at ?? since) - since);
  return { wrongMs, most: Math.max(most, total) };
}

/** Objects that are wrong in any way. */
export function totalOf({ missing, ghosts, old }: Distance): number {
  return missing + ghosts + old;
}
