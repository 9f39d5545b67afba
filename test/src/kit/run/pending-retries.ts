import type { TraceFact } from "@informerlab/core/trace";

type QueueFact = Extract<TraceFact, { readonly kind: "workqueue.delayed" | "workqueue.got" }>;

/** Keys that failed and wait for their next try: after many failures in a row that is a long way off, rightly. */
export class PendingRetries {
  readonly #dueAt = new Map<string, { readonly queue: string; readonly at: number }>();

  take(fact: QueueFact, at: number): void {
    const { queue } = fact;
    const key = `${queue} ${fact.key}`;
    if (fact.kind === "workqueue.got") {
      this.#dueAt.delete(key);
      return;
    }
    if (fact.failures === undefined) return;
    const before = this.#dueAt.get(key)?.at ?? Number.POSITIVE_INFINITY;
    // Of several times the earliest wins.
    this.#dueAt.set(key, { queue, at: Math.min(before, at + fact.delayMs) });
  }

  /** The queues of a process are gone with it. */
  ended(process: string, isAlone: boolean): void {
    for (const [key, { queue }] of [...this.#dueAt])
      if (isAlone || queue.startsWith(`${process}/`)) this.#dueAt.delete(key);
  }

  /** When the last of them is due; undefined: none is. */
  get lastAt(): number | undefined {
    const times = [...this.#dueAt.values()].map(({ at }) => at);
    return times.length === 0 ? undefined : Math.max(...times);
  }
}
