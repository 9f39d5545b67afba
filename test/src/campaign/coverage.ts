import type { TraceFact, TraceRecord } from "@informerlab/core/trace";

/** How often each kind of trouble struck in each state of the pipeline: `stall × watching` → 12. */
export type CoverageCounts = Readonly<Record<string, number>>;

const reflectorStates = [
  "idle",
  "listing",
  "streaming-list",
  "opening-watch",
  "watching",
  "backing-off",
  "stopped",
];
const queueStates = ["queue empty", "queue one", "queue many"];
const handlerStates = ["handlers idle", "handlers behind"];
const workStates = ["work idle", "work waiting", "work running"];

/** Every state against which trouble is counted. */
export const pipelineStates: readonly string[] = [
  ...reflectorStates,
  ...queueStates,
  ...handlerStates,
  ...workStates,
];

/** Counts, while runs go by, in which states of the pipeline trouble struck. */
export class Coverage {
  readonly #cells = new Map<string, number>();
  readonly #reflectors = new Map<string, string>();
  readonly #queues = new Map<string, number>();
  readonly #handlers = new Map<string, number>();
  readonly #work = new Map<string, { waiting: number; running: number }>();

  /** Cells that were lit, with how often. */
  get counts(): CoverageCounts {
    return Object.fromEntries([...this.#cells].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Cells that were lit. */
  get size(): number {
    return this.#cells.size;
  }

  /** A new run begins. */
  start(): void {
    this.#reflectors.clear();
    this.#queues.clear();
    this.#handlers.clear();
    this.#work.clear();
  }

  /** Takes the next record. */
  take({ fact }: TraceRecord<TraceFact>): void {
    switch (fact.kind) {
      case "reflector.moved":
        this.#reflectors.set(fact.informer, fact.to);
        return;
      case "queue.enqueued":
      case "queue.popped":
        this.#queues.set(fact.informer, fact.length);
        return;
      case "handler.notified":
      case "handler.called":
        this.#handlers.set(`${fact.informer}/${fact.handler}`, fact.depth);
        return;
      case "workqueue.added":
      case "workqueue.got":
      case "workqueue.done":
        this.#takeWork(fact.queue, fact.depth, fact.kind);
        return;
      case "fault.injected":
        this.#strike(fact.action);
        return;
      case "server.compacted":
        this.#strike("compact");
        return;
      case "server.restarted":
        this.#strike("restart");
        return;
      case "actor.acted":
        if (fact.action === "starve" || fact.action === "slow-handler") this.#strike(fact.action);
        return;
      default:
        return;
    }
  }

  /** Adds another coverage: counts are summed. */
  merge(counts: CoverageCounts): void {
    for (const [cell, count] of Object.entries(counts)) {
      this.#cells.set(cell, (this.#cells.get(cell) ?? 0) + count);
    }
  }

  #takeWork(queue: string, depth: number, kind: string): void {
    const state = this.#work.get(queue) ?? { waiting: 0, running: 0 };
    state.waiting = depth;
    if (kind === "workqueue.got") state.running += 1;
    if (kind === "workqueue.done") state.running -= 1;
    this.#work.set(queue, state);
  }

  #strike(action: string): void {
    for (const state of this.#reflectors.values()) this.#light(action, state);
    for (const length of this.#queues.values())
      this.#light(action, queueStates[Math.min(2, length)] ?? "");
    for (const depth of this.#handlers.values())
      this.#light(action, depth === 0 ? "handlers idle" : "handlers behind");
    for (const { waiting, running } of this.#work.values()) {
      this.#light(
        action,
        running > 0 ? "work running" : waiting > 0 ? "work waiting" : "work idle",
      );
    }
  }

  #light(action: string, state: string): void {
    const cell = `${action} × ${state}`;
    this.#cells.set(cell, (this.#cells.get(cell) ?? 0) + 1);
  }
}

/** One line per kind of trouble: in how many of the pipeline's states it struck, and in which it never did. */
export function coverageLines(counts: CoverageCounts): readonly string[] {
  const byAction = new Map<string, Set<string>>();
  for (const cell of Object.keys(counts)) {
    const [action = "", state = ""] = cell.split(" × ");
    byAction.set(action, (byAction.get(action) ?? new Set()).add(state));
  }
  return [...byAction]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([action, states]) => {
      const missing = pipelineStates.filter((state) => !states.has(state));
      const never = missing.length === 0 ? "" : `   never: ${missing.join(", ")}`;
      return `${action.padEnd(22)} ${String(states.size).padStart(2)}/${pipelineStates.length}${never}`;
    });
}
