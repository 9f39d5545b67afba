import type { TraceFact, TraceFile, TraceRecord } from "@informerlab/core/trace";

/** Writes a trace by hand, with the hub's rule for causes: in a step, each fact is caused by the one before it. */
export class TraceBuilder {
  readonly records: TraceRecord<TraceFact>[] = [];
  readonly startAt: number = Date.UTC(2026, 0, 1);
  #at = 0;
  #step = 0;
  #lane = "outside";
  #previous: number | undefined;

  /** Begins a step on a lane, `atMs` after the start; `cause` is what posted it. */
  step(atMs: number, lane: string, cause?: number): this {
    this.#at = atMs;
    this.#lane = lane;
    this.#step += 1;
    this.#previous = cause;
    return this;
  }

  /** The fact's `seq`. */
  emit(fact: TraceFact, cause: number | undefined = this.#previous): number {
    const seq = this.records.length + 1;
    const place = { seq, at: this.startAt + this.#at, lane: this.#lane, step: this.#step };
    const record = cause === undefined ? { ...place, fact } : { ...place, cause, fact };
    this.records.push(record as TraceRecord<TraceFact>);
    this.#previous = seq;
    return seq;
  }

  toFile(scenario?: unknown): TraceFile {
    return { version: 1, ...(scenario === undefined ? {} : { scenario }), records: this.records };
  }
}

/** The same run again and again in one file: long traces for tests. */
export function repeated({ records }: TraceFile, times: number): TraceFile {
  const rounds = Array.from({ length: times }, (_, round) =>
    records.map((record) => ({
      ...record,
      seq: record.seq + round * records.length,
      cause: (record.cause ?? 0) + round * records.length,
    })),
  );
  return { version: 1, records: rounds.flat() };
}
