import { laneIds, laneOf } from "../model/timeline/lanes.ts";
import { keyOf, type TraceLog, type VisualRecord } from "../trace/trace-log.ts";

/** One entry of Chrome's trace-event format: times and durations in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: "M" | "X" | "s" | "f";
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly bp?: "e";
  readonly id?: number;
  readonly cat?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** Facts that begin something, and the facts of the same key and worker or handler that end it. */
const spans: Readonly<Record<string, readonly string[]>> = {
  "handler.called": ["handler.returned", "handler.threw"],
  "reconcile.started": ["reconcile.succeeded", "reconcile.failed"],
  "server.requested": ["server.responded"],
};

/**
 * The trace as JSON for Perfetto and chrome://tracing: a process for each lane of the picture, a thread for each goroutine
 * in it, callbacks, reconciles and requests as spans, everything else as the shortest span there is, and causes between
 * threads as arrows; an arrow ends in spans only. Facts of one moment stand a microsecond apart, in their order.
 */
export function toPerfetto(log: TraceLog): string {
  const threads = new Threads();
  const ends = endsOf(log);
  const times = timesOf(log);
  const timeOf = ({ seq }: VisualRecord): number => times.get(seq) ?? 0;
  const places = new Map<number, Place>();
  const events: TraceEvent[] = [];
  for (const record of log.records) {
    const ts = timeOf(record);
    const end = ends.get(record.seq);
    const dur = end === undefined ? 1 : timeOf(end) - ts;
    const place = threads.placeFor(record, ts, dur);
    places.set(record.seq, place);
    const args = { seq: record.seq, step: record.step, ...flat(record) };
    const cat = record.fact.kind.split(".")[0] ?? "";
    events.push({ name: nameOf(record), cat, ts, args, ph: "X", dur, ...place });
    const cause = record.cause === undefined ? undefined : log.recordOf(record.cause);
    const origin = places.get(cause?.seq ?? -1);
    if (cause === undefined || origin === undefined || cause.lane === record.lane) continue;
    const flow = { name: "cause", cat: "cause", id: record.seq } as const;
    events.push({ ...flow, ph: "s", ...origin, ts: timeOf(cause) });
    events.push({ ...flow, ph: "f", bp: "e", ...place, ts });
  }
  return JSON.stringify({ displayTimeUnit: "ms", traceEvents: [...threads.names(), ...events] });
}

/** When each record happened, microseconds; no two at once. */
function timesOf(log: TraceLog): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  let last = -1;
  for (const { seq, at } of log.records) {
    last = Math.max(last + 1, Math.round((at - log.startAt) * 1000));
    times.set(seq, last);
  }
  return times;
}

/** Which record ends the span that a record begins. */
function endsOf(log: TraceLog): ReadonlyMap<number, VisualRecord> {
  const open = new Map<string, number>();
  const ends = new Map<number, VisualRecord>();
  for (const record of log.records) {
    const { kind } = record.fact;
    for (const [start, stops] of Object.entries(spans)) {
      const name = `${start} ${identityOf(record)}`;
      if (kind === start) open.set(name, record.seq);
      const begun = stops.includes(kind) ? open.get(name) : undefined;
      if (begun === undefined) continue;
      ends.set(begun, record);
      open.delete(name);
    }
  }
  return ends;
}

function identityOf({ fact }: VisualRecord): string {
  if ("request" in fact) return String(fact.request);
  if ("worker" in fact) return `${fact.queue} ${fact.worker}`;
  return "handler" in fact ? `${fact.informer} ${fact.handler}` : "";
}

interface Place {
  readonly pid: number;
  readonly tid: number;
}

/** A thread of the picture that shows a lane, or stands beside one. */
interface Thread {
  readonly place: Place;
  /** When its open spans end; the innermost, which ends first, is the last. */
  readonly ends: number[];
}

/** The threads of a lane. */
interface LaneThreads {
  readonly pid: number;
  readonly name: string;
  /** With open spans, the one that is free first at the end. */
  readonly busy: Thread[];
  readonly free: Thread[];
}

class Threads {
  readonly #lanes = new Map<string, LaneThreads>();
  #count = 0;
  readonly #names: TraceEvent[] = laneIds.map((lane, index) => ({
    name: "process_name",
    ph: "M",
    pid: index + 1,
    tid: 0,
    args: { name: lane },
  }));

  /** Spans of a thread lie in each other or apart; one that would reach out of another has a thread beside it. */
  placeFor({ fact, lane }: VisualRecord, ts: number, dur: number): Place {
    const threads = this.#threadsOf(laneIds.indexOf(laneOf(fact)) + 1, String(lane));
    endSpans(threads, ts);
    const end = ts + dur;
    const holding = threads.busy[endingFrom(threads.busy, end) - 1];
    // It goes into the shortest span that holds it, so the order of the threads stays.
    const thread = holding ?? threads.free.pop() ?? this.#threadBeside(threads);
    thread.ends.push(end);
    if (holding === undefined) threads.busy.unshift(thread);
    return thread.place;
  }

  names(): readonly TraceEvent[] {
    return this.#names;
  }

  #threadsOf(pid: number, name: string): LaneThreads {
    const id = `${pid} ${name}`;
    const known = this.#lanes.get(id);
    if (known !== undefined) return known;
    const threads: LaneThreads = { pid, name, busy: [], free: [] };
    this.#lanes.set(id, threads);
    return threads;
  }

  #threadBeside({ pid, name, busy }: LaneThreads): Thread {
    this.#count += 1;
    const shown = busy.length === 0 ? name : `${name} (${busy.length + 1})`;
    const place = { pid, tid: this.#count };
    this.#names.push({ name: "thread_name", ph: "M", ...place, args: { name: shown } });
    return { place, ends: [] };
  }
}

/** Closes what has ended by then. */
function endSpans({ busy, free }: LaneThreads, ts: number): void {
  for (
    let thread = busy.at(-1);
    thread !== undefined && endOf(thread) <= ts;
    thread = busy.at(-1)
  ) {
    busy.pop();
    thread.ends.pop();
    if (thread.ends.length === 0) free.push(thread);
    else busy.splice(endingFrom(busy, endOf(thread)), 0, thread);
  }
}

/** How many of the threads, which stand first, are busy until then or longer. */
function endingFrom(busy: readonly Thread[], end: number): number {
  let [low, high] = [0, busy.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endOf(busy[middle]) >= end) low = middle + 1;
    else high = middle;
  }
  return low;
}

function endOf(thread: Thread | undefined): number {
  return thread?.ends.at(-1) ?? Number.NEGATIVE_INFINITY;
}

function nameOf({ fact }: VisualRecord): string {
  const key = keyOf(fact);
  return key === undefined ? fact.kind : `${fact.kind} ${key}`;
}

/** The fact's own fields, without whole objects. */
function flat({ fact }: VisualRecord): Readonly<Record<string, unknown>> {
  const {
    object: _,
    objects: __,
    kind: ___,
    ...rest
  } = fact as Record<string, unknown> & { kind: string };
  return rest;
}
