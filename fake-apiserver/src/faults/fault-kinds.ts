import type { Fault, FaultAction, FaultKind } from "./fault.ts";

/** What is known of a kind of fault, whoever uses it. */
export interface FaultKindFacts {
  /** A real cluster may do it: a correct client survives. Otherwise it breaks a promise and must be detected. */
  readonly isSound: boolean;
  /** Which of the three points it acts at. */
  readonly point: "request" | "response" | "event";
  /** Acts on watches, at once or as frames pass. */
  readonly isStream: boolean;
}

const sound = { isSound: true, isStream: false } as const;
const stream = { isSound: true, isStream: true, point: "event" } as const;

/** Every kind of fault. */
export const faultKinds: Readonly<Record<FaultKind, FaultKindFacts>> = {
  latency: { ...sound, point: "request" },
  status: { ...sound, point: "request" },
  expire: { ...sound, point: "request" },
  futureResourceVersion: { ...sound, point: "request" },
  reset: { ...sound, point: "response" },
  close: stream,
  stall: stream,
  errorEvent: stream,
  bookmarks: stream,
  refuseStreamingList: { ...sound, point: "request" },
  stale: { ...sound, point: "request" },
  compact: { ...sound, point: "request" },
  restart: { ...sound, point: "request" },
  loseResponse: { ...sound, point: "response" },
  malformEvent: { isSound: false, point: "event", isStream: false },
  dropEvent: { isSound: false, point: "event", isStream: false },
  duplicateEvent: { isSound: false, point: "event", isStream: false },
  reorderEvents: { isSound: false, point: "event", isStream: false },
};

/** The kind of an action. @throws FaultError for an action that is none. */
export function faultKindOf(action: FaultAction): FaultKind {
  const kinds = (Object.keys(action) as FaultKind[]).filter((key) =>
    Object.hasOwn(faultKinds, key),
  );
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    throw new FaultError(
      `a fault does exactly one thing, found ${JSON.stringify(action)}; possible are ${Object.keys(faultKinds).join(", ")}`,
    );
  }
  return kind;
}

/** Acts on the events of a watch: either ends or holds its stream, or changes single frames. */
export function actsOnStream(action: FaultAction): boolean {
  if ("expire" in action) return action.expire.startsWith("event");
  if ("reset" in action) return action.reset === "stream";
  return faultKinds[faultKindOf(action)].isStream;
}

/** Acts on each event that leaves, whatever watch it belongs to. */
export function actsOnEvents(action: FaultAction): boolean {
  if ("latency" in action) return action.at === "event";
  const { point, isStream } = faultKinds[faultKindOf(action)];
  return point === "event" && !isStream;
}

/** Says what is wrong with a fault. */
export class FaultError extends Error {
  override readonly name = "FaultError";
}

/** What strikes open watches strikes them at one moment, which only a clock can tell beforehand. @throws FaultError */
export function refuseOnOpen({ do: action, life }: Fault): void {
  if (!actsOnStream(action) || "bookmarks" in action) {
    throw new FaultError(
      `on.open takes close, stall, errorEvent, reset: "stream" or expire: "event410", not ${faultKindOf(action)}`,
    );
  }
  if (life?.after !== undefined && !("ms" in life.after))
    throw new FaultError("on.open takes life.after in ms only");
}
