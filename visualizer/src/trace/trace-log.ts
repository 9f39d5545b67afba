import type { ObjectRef, TraceFact, TraceFile, TraceRecord } from "@informerlab/core/trace";
import { guessedLane } from "./made-lanes.ts";
import { Mentions } from "./mentions.ts";

/** One record of the one trace vocabulary. */
export type VisualRecord = TraceRecord<TraceFact>;

/** A Kubernetes object as a trace carries it. */
export type TraceObject = Extract<TraceFact, { kind: "server.committed" }>["object"];

/** Records in order, found by position and by `seq`. Grows at its end only, while a live source feeds it. */
export class TraceLog {
  readonly #header: Omit<TraceFile, "records">;
  readonly #records: VisualRecord[];
  readonly #mentions = new Mentions();
  #mentioned = 0;
  #hasServer: boolean;
  #hasGuesses: boolean;

  constructor(file: TraceFile) {
    const { records, ...header } = file;
    this.#header = header;
    this.#records = [...records];
    this.#hasServer = this.#records.some(isCommit);
    this.#hasGuesses = this.#records.some(isGuessed);
  }

  get scenario(): unknown {
    return this.#header.scenario;
  }

  /** The position at which a judge of the program found something wrong. */
  get foundAt(): number | undefined {
    const { finding } = this.#header;
    return finding && this.positionOf(finding.seq);
  }

  /** False for a recording of a client alone: what the server did is then inferred from what arrived. */
  get hasServer(): boolean {
    return this.#hasServer;
  }

  /** True when some of it nobody saw: it was worked out from what was seen. */
  get hasGuesses(): boolean {
    return this.#hasGuesses;
  }

  /** Where the trace speaks of what. What {@link TraceLog.index} has not read yet is read now. */
  get mentions(): Mentions {
    this.index();
    return this.#mentions;
  }

  /** Reads for {@link TraceLog.mentions} up to a position: a long trace is opened in slices. */
  index(position: number = this.length): void {
    for (; this.#mentioned < position; this.#mentioned += 1) {
      const record = this.#records[this.#mentioned];
      if (record === undefined) return;
      this.#mentions.take(record.fact, this.#mentioned + 1);
    }
  }

  get length(): number {
    return this.#records.length;
  }

  get records(): readonly VisualRecord[] {
    return this.#records;
  }

  /** When the first record happened, milliseconds since the epoch; 0 for an empty trace. */
  get startAt(): number {
    return this.#records[0]?.at ?? 0;
  }

  /** Records must come in the order of their `seq`; one that does not is refused (false). */
  append(record: VisualRecord): boolean {
    const last = this.#records.at(-1);
    if (last !== undefined && record.seq <= last.seq) return false;
    this.#records.push(record);
    this.#hasServer ||= isCommit(record);
    this.#hasGuesses ||= isGuessed(record);
    return true;
  }

  /** The record that brings the picture to `position`; position 0 is before everything. */
  recordAt(position: number): VisualRecord | undefined {
    return this.#records[position - 1];
  }

  /** The position just after the record with this `seq`, or undefined when the trace does not hold it. */
  positionOf(seq: number): number | undefined {
    const first = this.#records[0];
    if (first === undefined) return undefined;
    const guess = seq - first.seq;
    if (this.#records[guess]?.seq === seq) return guess + 1;
    const index = this.#lowerBound((record) => record.seq >= seq);
    return this.#records[index]?.seq === seq ? index + 1 : undefined;
  }

  recordOf(seq: number): VisualRecord | undefined {
    const position = this.positionOf(seq);
    return position === undefined ? undefined : this.recordAt(position);
  }

  /** The last position whose record happened at `at` or before, milliseconds since the epoch. */
  positionAtTime(at: number): number {
    return this.#lowerBound((record) => record.at > at);
  }

  /** The record, what led to it, what led to that …, newest first. */
  chainOf(seq: number, lengthMax = 64): readonly VisualRecord[] {
    const chain: VisualRecord[] = [];
    let record = this.recordOf(seq);
    while (record !== undefined && chain.length < lengthMax) {
      chain.push(record);
      const { cause } = record;
      record = cause === undefined || cause >= record.seq ? undefined : this.recordOf(cause);
    }
    return chain;
  }

  toFile(): TraceFile {
    return { ...this.#header, records: this.#records };
  }

  #lowerBound(isBeyond: (record: VisualRecord) => boolean): number {
    let low = 0;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const record = this.#records[middle];
      if (record !== undefined && isBeyond(record)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function isCommit({ fact }: VisualRecord): boolean {
  return fact.kind === "server.committed";
}

/** True for what nobody saw: it was worked out from what was seen. */
export function isGuessed({ lane }: VisualRecord): boolean {
  return lane === guessedLane;
}

/** The object a fact is about; of several, none. */
export function refOf(fact: TraceFact): ObjectRef | undefined {
  return "ref" in fact ? fact.ref : undefined;
}

/** The object's key a fact is about: of its reference, or a work queue's item. */
export function keyOf(fact: TraceFact): string | undefined {
  const ref = refOf(fact);
  if (ref !== undefined) return ref.key;
  return "key" in fact && fact.key !== "" ? fact.key : undefined;
}
