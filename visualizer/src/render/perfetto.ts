import { laneIds, laneOf } from "../model/lanes.ts";
import { keyOf, type TraceLog, type VisualRecord } from "../trace/trace-log.ts";

/** One entry of Chrome's trace-event format: times and durations in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: "M" | "X" | "i" | "s" | "f";
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly s?: "t";
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
 * in it, callbacks, reconciles and requests as spans, everything else as instants, and causes between threads as arrows.
 */
export function toPerfetto(log: TraceLog): string {
  const threads = new Threads();
  const ends = endsOf(log);
  const events: TraceEvent[] = [];
  for (const record of log.records) {
    const end = ends.get(record.seq);
    const place = threads.of(record);
    const ts = microseconds(log, record);
    const args = { seq: record.seq, step: record.step, ...flat(record) };
    const named = { name: nameOf(record), cat: record.fact.kind.split(".")[0] ?? "", ts, args };
    events.push(
      end === undefined
        ? { ...named, ph: "i", s: "t", ...place }
        : { ...named, ph: "X", dur: microseconds(log, end) - ts, ...place },
    );
    const cause = record.cause === undefined ? undefined : log.recordOf(record.cause);
    if (cause === undefined || cause.lane === record.lane) continue;
    const flow = { name: "cause", cat: "cause", id: record.seq } as const;
    events.push({ ...flow, ph: "s", ...threads.of(cause), ts: microseconds(log, cause) });
    events.push({ ...flow, ph: "f", bp: "e", ...place, ts });
  }
  return JSON.stringify({ displayTimeUnit: "ms", traceEvents: [...threads.names(), ...events] });
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

class Threads {
  readonly #known = new Map<string, { readonly pid: number; readonly tid: number }>();
  readonly #names: TraceEvent[] = laneIds.map((lane, index) => ({
    name: "process_name",
    ph: "M",
    pid: index + 1,
    tid: 0,
    args: { name: lane },
  }));

  of({ fact, lane }: VisualRecord): { readonly pid: number; readonly tid: number } {
    const pid = laneIds.indexOf(laneOf(fact)) + 1;
    const name = `${pid} ${String(lane)}`;
    const known = this.#known.get(name) ?? { pid, tid: this.#known.size + 1 };
    if (!this.#known.has(name)) {
      this.#known.set(name, known);
      this.#names.push({ name: "thread_name", ph: "M", ...known, args: { name: String(lane) } });
    }
    return known;
  }

  names(): readonly TraceEvent[] {
    return this.#names;
  }
}

function microseconds(log: TraceLog, { at }: VisualRecord): number {
  return Math.round((at - log.startAt) * 1000);
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
