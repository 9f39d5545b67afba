import type { Timeline } from "../../model/timeline/timeline.ts";
import type { Leg } from "./choreography.ts";

const shares = { write: 0.14, wire: 0.52 } as const;
/** How long the opening's write travels, milliseconds. */
export const openingMs = 3200;

/**
 * The write with which the picture opens: the first one that a watch carries into the copy, as three legs (it is made, it goes on
 * the wire, it arrives). Undefined when the trace has none.
 */
export function openingLegs(timeline: Timeline): readonly Leg[] | undefined {
  const { log } = timeline;
  for (const [index, { fact, seq }] of log.records.entries()) {
    if (fact.kind !== "store.changed" || fact.change === "deleted") continue;
    const chain = log.chainOf(seq, 24);
    const sent = chain.find((record) => record.fact.kind === "server.watch-sent");
    const written = chain.find((record) => record.fact.kind === "server.committed");
    if (sent === undefined || written === undefined) continue;
    const made = log.positionOf(written.seq) ?? 0;
    const onWire = log.positionOf(sent.seq) ?? 0;
    return [
      { from: made - 1, to: made, start: 0, end: shares.write },
      { from: made, to: onWire, start: shares.write, end: shares.wire },
      { from: onWire, to: index + 1, start: shares.wire, end: 1 },
    ];
  }
  return undefined;
}
