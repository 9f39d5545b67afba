import { evaluate, type Timeline } from "@informerlab/visualizer";

/** What a reader of one informer's copy could see between two steps, in order. */
export interface Stamps {
  readonly informer: string;
  readonly states: readonly Stamp[];
}

/** One state of the copy. */
export interface Stamp {
  /** The record after which it was there. */
  readonly seq: number;
  /** `n1@6 n2@5`. */
  readonly content: string;
  /** Whether the cluster was ever exactly like that. */
  readonly existed: boolean;
}

/** The states of all informers' copies since a record; a state that lasts is named once. */
export function stampsSince(timeline: Timeline, seq: number): readonly Stamps[] {
  const informers = [...timeline.end.informers.keys()];
  return informers.map((informer) => ({ informer, states: statesOf(timeline, informer, seq) }));
}

function statesOf(timeline: Timeline, informer: string, since: number): readonly Stamp[] {
  const states: Stamp[] = [];
  const { records } = timeline.log;
  for (const [index, { fact, seq, step }] of records.entries()) {
    if (seq < since || !("informer" in fact) || fact.informer !== informer) continue;
    const isChange = fact.kind === "store.changed" || fact.kind === "store.replaced";
    // Within one step nobody can read.
    const next = records[index + 1];
    const isLast = next?.step !== step || !next.fact.kind.startsWith("store.");
    if (!isChange || !isLast) continue;
    const position = index + 1;
    const store = timeline.worldAt(position).informers.get(informer)?.store ?? new Map();
    const rows = [...store].map(([key, held]) => `${key}@${held.ref.resourceVersion}`);
    const content = rows.sort().join(" ");
    if (states.at(-1)?.content === content) continue;
    const existed = evaluate("existed()", { timeline, position, informer }) === true;
    states.push({ seq, content, existed });
  }
  return states;
}
