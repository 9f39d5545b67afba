import type { TraceFact } from "@informerlab/core/trace";

/** Kinds that are looked for by kind: all of them rare. */
const looked: ReadonlySet<TraceFact["kind"]> = new Set([
  "fault.injected",
  "reflector.watch-ended",
  "reflector.watch-refused",
  "server.watch-ended",
  "server.watch-opened",
]);

/** Where a trace speaks of what, by position: so that a question about one object does not read the whole trace. */
export class Mentions {
  readonly #ofKey = new Map<string, number[]>();
  /** What may be about any object: lists, and what they become. */
  readonly #ofMany: number[] = [];
  readonly #ofKind = new Map<TraceFact["kind"], number[]>();

  /** Positions must ascend. */
  take(fact: TraceFact, position: number): void {
    if (looked.has(fact.kind)) add(this.#ofKind, fact.kind, position);
    if (isOfMany(fact)) {
      this.#ofMany.push(position);
      return;
    }
    if (fact.kind === "queue.popped") {
      for (const { ref } of fact.deltas) if (ref !== undefined) add(this.#ofKey, ref.key, position);
    } else if ("ref" in fact && fact.ref !== undefined) add(this.#ofKey, fact.ref.key, position);
    else if ("key" in fact) add(this.#ofKey, fact.key, position);
  }

  /** Positions after `after` and up to `last` whose records are, or may be, about an object; ascending. */
  about(key: string, after: number, last: number): readonly number[] {
    const own = within(this.#ofKey.get(key) ?? [], after, last);
    const many = within(this.#ofMany, after, last);
    return many.length === 0 ? own : [...own, ...many].sort((a, b) => a - b);
  }

  /** Positions up to `last` of one of the rare kinds, ascending. */
  ofKind(kind: TraceFact["kind"], last: number): readonly number[] {
    return within(this.#ofKind.get(kind) ?? [], 0, last);
  }
}

function isOfMany(fact: TraceFact): boolean {
  switch (fact.kind) {
    case "reflector.listed":
    case "store.replaced":
      return true;
    case "queue.enqueued":
      return fact.ref === undefined;
    case "queue.popped":
      return fact.deltas.some(({ ref }) => ref === undefined);
    default:
      return false;
  }
}

function add<K>(map: Map<K, number[]>, key: K, position: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [position]);
  else if (known.at(-1) !== position) known.push(position);
}

function within(positions: readonly number[], after: number, last: number): readonly number[] {
  return positions.slice(countUpTo(positions, after), countUpTo(positions, last));
}

/** How many of the ascending positions are not after `position`. */
function countUpTo(positions: readonly number[], position: number): number {
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((positions[middle] ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
