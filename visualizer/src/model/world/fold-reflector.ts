import type { VisualRecord } from "../../trace/trace-log.ts";
import type { FactOf, FoldContext, Folds } from "./fold-types.ts";
import { informerOf } from "./fold-types.ts";
import type { InformerWorld, ReflectorWorld, World } from "./world.ts";

/** What a Reflector does. */
export const reflectorFolds: Folds<
  | "reflector.moved"
  | "reflector.list-requested"
  | "reflector.listed"
  | "reflector.list-failed"
  | "reflector.watch-requested"
  | "reflector.watch-opened"
  | "reflector.watch-refused"
  | "reflector.received"
  | "reflector.dropped"
  | "reflector.watch-ended"
  | "reflector.backing-off"
  | "reflector.resync-due"
> = {
  "reflector.moved": (world, fact, { record }) => {
    const informer = informerOf(world, fact.informer);
    const { backoff, ...rest } = informer.reflector;
    informer.reflector = {
      ...rest,
      ...(fact.to === "backing-off" && backoff !== undefined ? { backoff } : {}),
      seq: record.seq,
      state: fact.to,
    };
    if (fact.to !== "streaming-list") set(informer, { buffered: 0 });
    if (fact.to === "listing" || fact.to === "watching") set(informer, { error: undefined });
  },
  "reflector.list-requested": (world, fact, { record }) => {
    world.tally.lists += 1;
    const informer = informerOf(world, fact.informer);
    informer.list = { seq: record.seq, page: fact.page, phase: "asked" };
  },
  "reflector.listed": (world, fact, { record }) => {
    const informer = informerOf(world, fact.informer);
    informer.list = undefined;
    const event = { seq: record.seq, type: "ADDED", sentAt: record.at } as const;
    informer.arrived = { step: record.step, event, count: fact.count };
    set(informer, { lastResourceVersion: fact.resourceVersion, error: undefined, buffered: 0 });
  },
  "reflector.list-failed": (world, fact) => {
    const informer = informerOf(world, fact.informer);
    informer.list = undefined;
    set(informer, { error: fact.error });
  },
  "reflector.watch-requested": (world, fact, { record }) => {
    world.tally.watches += 1;
    const informer = informerOf(world, fact.informer);
    informer.wire = { state: "opening", seq: record.seq, from: fact.options.resourceVersion };
    informer.inFlight = [];
    set(informer, { events: 0 });
  },
  "reflector.watch-opened": (world, fact, { record }) => {
    const informer = informerOf(world, fact.informer);
    const { wire, reflector } = informer;
    if (wire.state !== "broken") setWire(informer, record, { state: "open" });
    // That it has moved is told a record later; an open watch beside "opening" would be a riddle.
    const isOpening = reflector.state === "opening-watch";
    set(informer, { lastByteAt: record.at, ...(isOpening && { state: "watching" }) });
  },
  "reflector.watch-refused": (world, fact, { record }) => {
    const informer = informerOf(world, fact.informer);
    setWire(informer, record, { state: "broken", reason: fact.error });
    set(informer, { error: fact.error });
  },
  "reflector.received": receive,
  "reflector.dropped": () => {},
  "reflector.watch-ended": (world, fact, { record }) => {
    const informer = informerOf(world, fact.informer);
    const isOrderly = fact.reason === "closed" || fact.reason === "stopped";
    const isClosed = isOrderly && informer.wire.state !== "broken";
    setWire(informer, record, { state: isClosed ? "closed" : "broken", reason: fact.reason });
    informer.inFlight = [];
    set(informer, { buffered: 0 });
  },
  "reflector.backing-off": (world, fact, { record }) => {
    set(informerOf(world, fact.informer), {
      backoff: { from: record.at, until: record.at + fact.delayMs, next: fact.next },
    });
  },
  "reflector.resync-due": () => {},
};

function receive(world: World, fact: FactOf<"reflector.received">, { record }: FoldContext): void {
  const informer = informerOf(world, fact.informer);
  const { inFlight } = informer;
  const isSame = ({ type, ref }: (typeof inFlight)[number]): boolean =>
    type === fact.type &&
    ref?.key === fact.ref?.key &&
    ref?.resourceVersion === fact.ref?.resourceVersion;
  let index = inFlight.findIndex(({ seq }) => seq === record.cause);
  if (index < 0) index = inFlight.findIndex(isSame);
  if (index < 0)
    index = inFlight.findIndex(({ type }) => type === fact.type && type === "BOOKMARK");
  const [taken] = index < 0 ? [] : inFlight.splice(index, 1);
  const event = {
    seq: record.seq,
    type: fact.type,
    ref: fact.ref,
    sentAt: taken?.sentAt ?? record.at,
  };
  informer.arrived = { step: record.step, event };
  const { reflector } = informer;
  const isStreaming = reflector.state === "streaming-list" && fact.isInitialEventsEnd !== true;
  const isBuffered = isStreaming && fact.type === "ADDED";
  // What comes before the end of a streamed list is held back, and its version with it: should the stream break, nothing was read.
  const version = isStreaming ? undefined : fact.ref?.resourceVersion;
  set(informer, {
    events: reflector.events + 1,
    lastByteAt: record.at,
    lastResourceVersion: version ?? reflector.lastResourceVersion,
    buffered: fact.isInitialEventsEnd === true ? 0 : reflector.buffered + (isBuffered ? 1 : 0),
    ...(fact.type === "ERROR" ? { error: fact.error } : {}),
  });
}

function setWire(
  informer: InformerWorld,
  { seq }: VisualRecord,
  change: Partial<InformerWorld["wire"]>,
): void {
  informer.wire = { ...informer.wire, seq, ...change };
}

function set(informer: InformerWorld, change: Partial<ReflectorWorld>): void {
  informer.reflector = { ...informer.reflector, ...change };
}
