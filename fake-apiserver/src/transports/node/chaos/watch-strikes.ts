import type { Cancel } from "@informerlab/core";
import type { TraceFact, TraceSource } from "@informerlab/core/trace";

/** A fault that struck a watch that was open: the journal knows of requests only. */
export interface WatchStrike {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly fault: string;
  readonly action: string;
  readonly resource: string;
  readonly client: string;
}

const strikesMax = 10_000;

/** Takes note of the strikes on watches, the first 10,000. */
export function recordStrikes(trace: TraceSource<TraceFact>): {
  readonly all: readonly WatchStrike[];
  readonly stop: Cancel;
} {
  const all: WatchStrike[] = [];
  const watches = new Map<string, { readonly resource: string; readonly client: string }>();
  const stop = trace.subscribe(({ at, fact }) => {
    if (fact.kind === "server.watch-opened") {
      watches.set(fact.watch, { resource: fact.resource, client: fact.client });
    } else if (fact.kind === "server.watch-ended") {
      watches.delete(fact.watch);
    } else if (fact.kind === "fault.injected" && fact.watch !== undefined) {
      const { fault, action, watch } = fact;
      const { resource = "", client = "" } = watches.get(watch) ?? {};
      if (all.length < strikesMax) all.push({ at, fault, action, resource, client });
    }
  });
  return { all, stop };
}
