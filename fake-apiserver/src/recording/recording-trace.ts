import { lane } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import type { TraceFact, TraceFile, TraceRecord } from "@informerlab/core/trace";
import { recordedCall } from "../replay/recorded-call.ts";
import type { WatchFrame } from "../request/read/api-request.ts";
import { toProxiedRequest } from "../taps/proxied-request.ts";
import { SeenBody } from "../taps/seen-body.ts";
import type { SeenRequest } from "../taps/tap.ts";
import { type ExchangeTaps, Taps } from "../taps/taps.ts";
import { traceTap } from "../taps/trace-tap.ts";
import { Twins } from "../taps/twins/twins.ts";
import type { WatchEndReason } from "../watch/watcher.ts";
import type { RecordedExchange, Recording } from "./read-recording.ts";
import { commitsOf } from "./recorded-commits.ts";
import type { EventLine } from "./recording-line.ts";

const recordingLane = lane("apiserver/recording");

/** Something that happened, and when. */
interface Deed {
  /** Milliseconds since the beginning. */
  readonly at: number;
  readonly act: () => void;
}

/**
 * What a recording tells as a trace, for the picture: what went over the road, beside each client that lists and watches a
 * correct informer that is told the same, and the changes that they were told as commits of the server. All of it but the
 * road is inferred.
 */
export function traceOfRecording(recording: Recording): TraceFile {
  const { startedAt } = recording.header;
  const simulation = new Simulation({ startAt: startedAt });
  const records: TraceRecord<TraceFact>[] = [];
  /** New numbers by the old ones, for causes. */
  const numbers = new Map<number, number>();
  simulation.trace.subscribe(({ cause: old, ...record }) => {
    const cause = old === undefined ? undefined : numbers.get(old);
    // A twin waits for its client; what it would wait by itself says nothing.
    if (record.fact.kind === "reflector.backing-off") {
      if (cause !== undefined) numbers.set(record.seq, cause);
      return;
    }
    const seq = records.length + 1;
    numbers.set(record.seq, seq);
    records.push({ ...record, seq, ...(cause === undefined ? {} : { cause }) });
  });
  const twins = new Twins(simulation, () => {});
  const taps = new Taps([traceTap(simulation.trace), twins]);
  const commits = commitsOf(recording).map(({ at, fact }): Deed => {
    return { at, act: () => void simulation.trace.emit?.(fact) };
  });
  // What was changed comes before whoever is told of it.
  const deeds = [...commits, ...roadOf(recording, taps)];
  for (const { at, act } of deeds.sort((a, b) => a.at - b.at)) {
    simulation.advanceTo(startedAt + at);
    simulation.post(recordingLane, act);
    simulation.runReady();
  }
  twins.stop();
  return { version: 1, records };
}

/** Everything that clients asked and were told, in its order. */
function roadOf({ exchanges, lastAt }: Recording, taps: Taps): readonly Deed[] {
  return exchanges.flatMap((exchange, index): readonly Deed[] => {
    const { attributes } = recordedCall(exchange);
    // Discovery says nothing about objects.
    return attributes === undefined ? [] : exchangeOf(exchange, `${index + 1}`, taps, lastAt);
  });
}

function exchangeOf(
  exchange: RecordedExchange,
  id: string,
  taps: Taps,
  lastAt: number,
): readonly Deed[] {
  const { asked, answered, body, events, over } = exchange;
  const seen = seenRequest(exchange, id);
  const isWatch = seen.request.verb === "watch" && answered?.code === 200;
  let taped: ExchangeTaps | undefined;
  let watch: ReturnType<ExchangeTaps["watch"]> | undefined;
  const deeds: Deed[] = [
    {
      at: asked.at,
      act: () => {
        taped = taps.requested(seen);
      },
    },
  ];
  if (answered !== undefined) {
    deeds.push({
      at: answered.at,
      act: () => {
        taped?.answered({ code: answered.code, headers: { "content-type": answered.type } });
        if (isWatch) watch = taped?.watch({ id });
      },
    });
  }
  if (body !== undefined) {
    const { value } = body;
    deeds.push({
      at: body.at,
      act: () => taped?.body(value === undefined ? undefined : SeenBody.of(value)),
    });
  }
  for (const event of events) {
    deeds.push({ at: event.at, act: () => watch?.frame(frameOf(event), 0) });
  }
  if (isWatch) {
    const reason = over === undefined || over.reason === "gone" ? "client" : over.reason;
    deeds.push({
      at: over?.at ?? lastAt,
      act: () => watch?.ended(reason satisfies WatchEndReason, over?.broken === true),
    });
  }
  return deeds;
}

function seenRequest(exchange: RecordedExchange, id: string): SeenRequest {
  const { asked } = exchange;
  const { path, query } = recordedCall(exchange);
  const { method, client, accept } = asked;
  const headers = accept === undefined ? {} : { accept };
  const call = { method, path, query: [...query], headers, client };
  return { call, ...toProxiedRequest(call, { id, operationOf: () => "" }) };
}

function frameOf({ type = "", object }: EventLine): WatchFrame {
  return {
    type: type as WatchFrame["type"],
    object: object ?? {},
    readWhole: () => object,
    encode: () => new Uint8Array(),
  };
}
