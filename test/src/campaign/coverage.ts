import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { type Fault, faultKinds } from "@informerlab/fake-apiserver";
import { informerName } from "../scenario/defaults.ts";
import type { Language } from "../scenario/localized-text.ts";
import type { Scenario } from "../scenario/scenario.ts";

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

const otherStates: readonly string[] = [...queueStates, ...handlerStates, ...workStates];

/**
 * States of a Reflector in which a kind of trouble can strike it; kinds that are not named here can in all. An answer
 * meets who has asked, what happens to a stream meets who has one open: nobody does who is idle, stopped, or backs off.
 */
const strikesReflector: Readonly<Record<string, readonly string[]>> = {
  bookmarks: ["watching"],
  close: ["streaming-list", "opening-watch", "watching"],
  errorEvent: ["streaming-list", "opening-watch", "watching"],
  expire: ["listing", "streaming-list", "opening-watch", "watching"],
  futureResourceVersion: ["listing", "streaming-list", "opening-watch"],
  refuseStreamingList: ["streaming-list"],
  reset: ["listing", "streaming-list", "opening-watch", "watching"],
  stale: ["listing"],
  stall: ["streaming-list", "watching"],
};

/** What a busy machine or the program itself does wrong. */
const localTrouble: ReadonlySet<string> = new Set(["starve", "slow-handler", "function-throws"]);

/** What else can be going on when trouble strikes; a list at any version is an informer's first. */
const strikesBeside: Readonly<Record<string, readonly string[]>> = {
  stale: ["queue empty", "work idle"],
};

/** The states of the pipeline in which a kind of trouble can strike. */
export function reachableStates(action: string): readonly string[] {
  return [
    ...(strikesReflector[action] ?? reflectorStates),
    ...(strikesBeside[action] ?? otherStates),
  ];
}

/** Counts, while runs go by, in which states of the pipeline trouble struck. */
export class Coverage {
  readonly #cells = new Map<string, number>();
  /** Standing faults of the run that have not struck, by operation. */
  readonly #unstruck = new Map<string, string>();
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
    let size = 0;
    for (const cell of this.#cells.keys()) if (!isTally(cell)) size += 1;
    return size;
  }

  /** A new run begins. */
  start({ informers, script = [] }: Scenario): void {
    this.#reflectors.clear();
    this.#queues.clear();
    this.#handlers.clear();
    this.#work.clear();
    this.#unstruck.clear();
    for (const program of informers) {
      this.#reflectors.set(informerName(program), "idle");
      this.#queues.set(informerName(program), 0);
    }
    for (const operation of script) {
      if (operation.do !== "fault") continue;
      const action = actionOf(operation.fault.do);
      this.#light(action, drawn);
      if (operation.id !== undefined) this.#unstruck.set(operation.id, action);
    }
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
        this.#struck(fact.fault);
        return;
      case "server.compacted":
        this.#strike("compact");
        return;
      case "server.restarted":
        this.#strike("restart");
        return;
      case "actor.acted":
        if (localTrouble.has(fact.action)) this.#strike(fact.action);
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

  #struck(operation: string): void {
    const action = this.#unstruck.get(operation);
    if (action === undefined) return;
    this.#unstruck.delete(operation);
    this.#light(action, struck);
  }

  #light(action: string, state: string): void {
    const cell = `${action} × ${state}`;
    this.#cells.set(cell, (this.#cells.get(cell) ?? 0) + 1);
  }
}

/** Standing faults that were drawn, and those of them that struck. */
const drawn = "drawn";
const struck = "struck";

function isTally(cell: string): boolean {
  return cell.endsWith(` × ${drawn}`) || cell.endsWith(` × ${struck}`);
}

/** The kind of trouble of a standing fault, as its facts name it. */
function actionOf(action: Fault["do"]): string {
  return Object.keys(action).find((name) => name in faultKinds) ?? "fault";
}

/** How many standing faults of a kind were drawn, and how many of them struck. */
export function talliesOf(
  counts: CoverageCounts,
  action: string,
): { readonly drawn: number; readonly struck: number } {
  return {
    drawn: counts[`${action} × ${drawn}`] ?? 0,
    struck: counts[`${action} × ${struck}`] ?? 0,
  };
}

/** Every kind of trouble that was drawn or struck. */
export function coverageActions(counts: CoverageCounts): readonly string[] {
  return [...new Set(Object.keys(counts).map((cell) => cell.split(" × ")[0] ?? ""))].sort();
}

const coverageWords = {
  en: {
    never: "never: ",
    struck: (struck: number, drawn: number) => `${struck} of ${drawn} struck`,
  },
  "zh-CN": {
    never: "从未遇到：",
    struck: (struck: number, drawn: number) => `安排 ${drawn} 次，发作 ${struck} 次`,
  },
} as const satisfies Readonly<Record<Language, unknown>>;

/** One line per kind of trouble: in how many of the pipeline's states it struck, and in which it never did. */
export function coverageLines(
  counts: CoverageCounts,
  language: Language = "en",
): readonly string[] {
  const say = coverageWords[language];
  const byAction = new Map<string, Set<string>>();
  for (const cell of Object.keys(counts)) {
    const [action = "", state = ""] = cell.split(" × ");
    const states = byAction.get(action) ?? new Set();
    byAction.set(action, isTally(cell) ? states : states.add(state));
  }
  return [...byAction]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([action, states]) => {
      const { drawn: all, struck: hit } = talliesOf(counts, action);
      const wanted = reachableStates(action);
      const missing = wanted.filter((state) => !states.has(state));
      const never = missing.length === 0 ? "" : `   ${say.never}${missing.join(", ")}`;
      const often = all === 0 ? "" : `   ${say.struck(hit, all)}`;
      const lit = wanted.length - missing.length;
      return `${action.padEnd(22)} ${String(lit).padStart(2)}/${wanted.length}${often}${never}`;
    });
}
