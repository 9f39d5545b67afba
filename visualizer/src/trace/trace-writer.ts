import type { TraceFact, TraceFile } from "@informerlab/core/trace";
import type { VisualRecord } from "./trace-log.ts";

type Lane = VisualRecord["lane"];

/** Numbers records that are made from something that was no trace. */
export class TraceWriter {
  readonly #records: VisualRecord[] = [];
  #step = 0;
  #at: number;

  constructor(at = 0) {
    this.#at = at;
  }

  /** Begins a step. Time never runs backwards; without a time of its own, a step is a little after the one before. */
  step(at?: number): void {
    this.#step += 1;
    this.#at = at === undefined || at <= this.#at ? this.#at + 1 : at;
  }

  write(lane: Lane, fact: TraceFact, cause?: number): number {
    const seq = this.#records.length + 1;
    const base = { seq, at: this.#at, lane, step: this.#step };
    this.#records.push(cause === undefined ? { ...base, fact } : { ...base, cause, fact });
    return seq;
  }

  toFile(): TraceFile {
    return { version: 1, records: this.#records };
  }
}
