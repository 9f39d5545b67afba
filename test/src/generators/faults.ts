import type { Fault, FaultMatch } from "@informerlab/fake-apiserver";
import type { Action } from "../scenario/scenario.ts";
import type { ActionKind, Part } from "./context.ts";

/** A fault of answers brings its own occasion: a watching informer asks for nothing. */
const relist: Part = { afterMs: 1, action: { do: "expire-watches" } };
const rewatch = (detail: number): Part => ({
  afterMs: 1,
  action: { do: "cut-watches", how: detail % 2 === 0 ? "clean" : "reset" },
});
const now = (action: Action): Part => ({ afterMs: 0, action });
const list: FaultMatch = { verb: "list" };
const watch: FaultMatch = { verb: "watch" };

const goneWords: readonly Fault["do"][] = [
  { expire: "http410" },
  { status: 410, reason: "Gone" },
  { status: 410, reason: "" },
];
const busyWords: readonly Fault["do"][] = [
  { status: 429 },
  { status: 429, reason: "" },
  { status: 429, reason: "ServiceUnavailable" },
];
const tooLargeWords: readonly Fault["do"][] = [
  { futureResourceVersion: true },
  { status: 504, reason: "Timeout", message: "Too large resource version: 99, current: 9" },
];

/** Faults of lists. */
const listFaults: Readonly<Record<string, ActionKind>> = {
  "list-error": ({ detail, forMs }) => [
    now(standing(list, { status: pick([500, 503, 429, 504, 401, 404], detail) }, forMs)),
    relist,
  ],
  "list-error-row": ({ detail }) => [
    now(standing(list, { status: pick([500, 503, 429], detail) }, undefined, 3 + (detail % 4))),
    relist,
  ],
  "list-retry-after": ({ detail }) => [
    now(standing(list, { status: 429, retryAfterSeconds: 1 + (detail % 5) }, undefined, 2)),
    relist,
  ],
  "list-gone": ({ detail, forMs }) => [
    now(standing(list, pick(goneWords, detail), forMs, 1 + (detail % 2))),
    relist,
  ],
  // The same refusals in the words of other servers, aggregated and old ones, and of proxies: by code alone.
  "list-other-words": ({ detail, forMs }) => [
    now(
      standing(
        { verb: ["list", "watch"] },
        pick([...goneWords, ...busyWords, ...tooLargeWords], detail),
        forMs,
        1 + (detail % 3),
      ),
    ),
    detail % 2 === 0 ? relist : rewatch(detail),
  ],
  "list-too-large": ({ detail, forMs }) => [
    now(standing(list, pick(tooLargeWords, detail), forMs, 1 + (detail % 2))),
    relist,
  ],
  "list-reset": ({ detail, forMs }) => [
    now(
      standing(
        { verb: ["list", "watch"] },
        { reset: detail % 2 === 0 ? "before-headers" : "after-headers" },
        forMs,
        1 + (detail % 3),
      ),
    ),
    relist,
  ],
  "page-gone": ({ detail, forMs }) => [
    now(
      standing(
        { verb: "list", query: { continue: true } },
        { expire: "continue410" },
        forMs,
        1 + (detail % 2),
      ),
    ),
    now({ do: "compact", keep: 0 }),
    relist,
  ],
  "page-error": ({ detail, forMs }) => [
    now(
      standing(
        { verb: "list", query: { continue: true } },
        { status: pick([500, 503, 429], detail) },
        forMs,
        1 + (detail % 2),
      ),
    ),
    now({ do: "compact", keep: 0 }),
    relist,
  ],
  "stale-replica": ({ detail, forMs }) => [
    now(
      standing(
        // Only who takes any version may be shown an old one.
        { verb: "list", query: { resourceVersion: "0" } },
        { stale: { byRevisions: 1 + (detail % 4) } },
        forMs,
      ),
    ),
    { afterMs: 1, action: detail % 3 === 0 ? { do: "restart-server" } : { do: "expire-watches" } },
  ],
};

/** Faults of watches. */
const watchFaults: Readonly<Record<string, ActionKind>> = {
  "watch-refused": ({ detail, forMs }) => [
    now(standing(watch, { status: pick([429, 500, 503, 401, 403], detail) }, forMs)),
    rewatch(detail),
  ],
  "watch-refused-row": ({ detail }) => [
    now(standing(watch, { status: pick([429, 500, 429], detail) }, undefined, 3 + (detail % 5))),
    rewatch(detail),
  ],
  "watch-gone": ({ detail, forMs }) => [
    now(standing(watch, pick(goneWords, detail), forMs, 1)),
    rewatch(detail),
  ],
  // A server that does this to every stream, at once and for ever, is none: a streamed list is retried without a wait.
  "watch-error": ({ detail, forMs }) => [
    now(
      standing(
        watch,
        { errorEvent: pick([500, 410, 429, 504], detail), afterEvents: detail % 3 },
        forMs,
        1 + (detail % 3),
      ),
    ),
    rewatch(detail),
  ],
  "early-end": ({ detail, forMs }) => [
    now(
      standing(watch, { close: "clean", afterEvents: 1 + (detail % 3) }, forMs, 1 + (detail % 3)),
    ),
    rewatch(detail),
  ],
  "early-reset": ({ detail, forMs }) => [
    now(
      standing(watch, { reset: "stream", afterEvents: 1 + (detail % 3) }, forMs, 1 + (detail % 3)),
    ),
    rewatch(detail),
  ],
  // A watch that brings nothing but a bookmark and ends at once.
  "bookmark-and-end": ({ detail }) => [
    rewatch(detail),
    {
      afterMs: 0,
      when: { kind: "reflector.watch-opened", nth: 1 + (detail % 2) },
      action: { do: "bookmark" },
    },
    {
      afterMs: 0,
      when: { kind: "reflector.received", where: { type: "BOOKMARK" } },
      action: { do: "cut-watches" },
    },
  ],
  "half-open": ({ forMs }) => standing({ open: true }, { stall: true }, forMs),
  "slow-answers": ({ detail, forMs }) => [
    now(
      standing(
        { verb: ["list", "watch"] },
        { latency: { min: 0, max: 20 + (detail % 400) }, at: "response" },
        forMs,
      ),
    ),
    detail % 2 === 0 ? relist : rewatch(detail),
  ],
  "slow-events": ({ detail, forMs }) =>
    standing(watch, { latency: { min: 0, max: 20 + (detail % 400) }, at: "event" }, forMs),
  "no-bookmarks": ({ detail, forMs }) => [
    now(standing(watch, { bookmarks: "none" }, forMs)),
    rewatch(detail),
  ],
  "no-streaming": ({ forMs }) => [
    now(standing(watch, { refuseStreamingList: true }, forMs)),
    relist,
  ],
};

/** Faults that a real cluster may show. */
export const faults: Readonly<Record<string, ActionKind>> = {
  cut: ({ detail }) => ({ do: "cut-watches", how: detail % 2 === 0 ? "clean" : "reset" }),
  expire: () => ({ do: "expire-watches" }),
  bookmark: () => ({ do: "bookmark" }),
  compact: ({ detail }) => ({ do: "compact", keep: detail % 3 }),
  restart: () => ({ do: "restart-server" }),
  "server-down": ({ detail }) => ({ do: "restart-server", downMs: 1 + (detail % 3000) }),
  ...listFaults,
  ...watchFaults,
  "write-refused": ({ detail, forMs }) =>
    standing(
      { verb: ["create", "update", "delete"] },
      { status: pick([409, 500, 503], detail) },
      forMs,
      1,
    ),
  "answer-lost": ({ forMs }) =>
    standing({ verb: ["create", "update", "delete"] }, { loseResponse: true }, forMs),
};

/** A fault that stands for a while, or strikes some times. */
export function standing(
  on: FaultMatch,
  action: Fault["do"],
  forMs: number | undefined,
  times?: number,
): Action {
  const life = times === undefined ? {} : { life: { times } };
  return {
    do: "fault",
    fault: { on, ...life, do: action },
    ...(forMs === undefined ? {} : { forMs }),
  };
}

function pick<T>(values: readonly T[], detail: number): T {
  return values[detail % values.length] as T;
}
