import type { Fault, FaultMatch, MalformedEvent } from "@informerlab/fake-apiserver";
import type { Action } from "../scenario/scenario.ts";
import type { ActionKind, Context, Part } from "./context.ts";

/** Longer than the first waits of a reflector: a fault of answers that is over before it asks again strikes nothing. */
const answerMs = 3000;
/** Longer than a row of waits, each twice the one before. */
const rowMs = 15_000;

/** Only streams that are open fall silent: so long after the start of a run they are. */
export const openMs = 300;

/** A fault of answers brings its own occasion: a watching informer asks for nothing. */
const relist: Part = { afterMs: 1, action: { do: "expire-watches" } };
const rewatch = ({ detail }: Context): Part => ({
  afterMs: 1,
  action: { do: "cut-watches", how: detail % 2 === 0 ? "clean" : "reset" },
});
/** So does one of streams: they are silent unless something happens. */
const news = ({ object }: Context, afterMs: number): Part => ({
  afterMs,
  action: { do: "update", ...object },
});
const now = (action: Action): Part => ({ afterMs: 0, action });
const writes: FaultMatch = { verb: ["create", "update", "delete"] };
const watch: FaultMatch = { verb: "watch" };
const listOrWatch: FaultMatch = { verb: ["list", "watch"] };
const nextPage: FaultMatch = { verb: "list", query: { continue: true } };

/** Who lists by a stream asks with a watch. */
export function listsOf({ informers }: Context): FaultMatch {
  return informers.every(({ watchList }) => watchList === true)
    ? { verb: "watch", query: { sendInitialEvents: true } }
    : { verb: "list" };
}

/** A fault of answers, until somebody has asked. */
function answers({ forMs }: Context, on: FaultMatch, action: Fault["do"], times?: number): Part {
  return now(standing(on, action, forMs + answerMs, times));
}

/** A fault that strikes several times in a row. */
function row(on: FaultMatch, action: Fault["do"], times: number): Part {
  return now(standing(on, action, rowMs, times));
}

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
/** Seconds; the longest is more than anybody waits. */
const waits = [1, 2, 3, 4, 5, 90] as const;
const tooLargeWords: readonly Fault["do"][] = [
  { futureResourceVersion: true },
  { status: 504, reason: "Timeout", message: "Too large resource version: 99, current: 9" },
];

/** Faults of lists. */
const listFaults: Readonly<Record<string, ActionKind>> = {
  "list-error": (context) => [
    answers(context, listsOf(context), {
      status: pick([500, 503, 429, 504, 401, 404], context.detail),
    }),
    relist,
  ],
  "list-error-row": (context) => [
    row(
      listsOf(context),
      { status: pick([500, 503, 429], context.detail) },
      3 + (context.detail % 4),
    ),
    relist,
  ],
  "list-retry-after": (context) => [
    // Now and then for longer than anybody asks again without telling.
    context.detail % 4 === 3
      ? row(listsOf(context), { status: 429, retryAfterSeconds: 1 }, 13)
      : row(listsOf(context), { status: 429, retryAfterSeconds: pick(waits, context.detail) }, 2),
    relist,
  ],
  "list-gone": (context) => [
    answers(context, listsOf(context), pick(goneWords, context.detail), 1 + (context.detail % 2)),
    relist,
  ],
  // The same refusals in the words of other servers, aggregated and old ones, and of proxies: by code alone.
  "list-other-words": (context) => [
    answers(
      context,
      listOrWatch,
      pick([...goneWords, ...busyWords, ...tooLargeWords], context.detail),
      1 + (context.detail % 3),
    ),
    context.detail % 2 === 0 ? relist : rewatch(context),
  ],
  "list-too-large": (context) => [
    answers(
      context,
      listsOf(context),
      pick(tooLargeWords, context.detail),
      1 + (context.detail % 2),
    ),
    relist,
  ],
  "list-reset": (context) => [
    answers(
      context,
      listOrWatch,
      { reset: context.detail % 2 === 0 ? "before-headers" : "after-headers" },
      1 + (context.detail % 3),
    ),
    relist,
  ],
  "page-gone": (context) => [
    ...manyObjects(context),
    answers(context, nextPage, { expire: "continue410" }, 1 + (context.detail % 2)),
    now({ do: "compact", keep: 0 }),
    relist,
  ],
  "page-error": (context) => [
    ...manyObjects(context),
    answers(
      context,
      nextPage,
      { status: pick([500, 503, 429], context.detail) },
      1 + (context.detail % 2),
    ),
    now({ do: "compact", keep: 0 }),
    relist,
  ],
  // Only who takes any version may be shown an old one: at the first list.
  "stale-replica": (context) => [
    {
      ...answers(
        context,
        { verb: "list", query: { resourceVersion: "0" } },
        { stale: { byRevisions: 1 + (context.detail % 4) } },
      ),
      atMs: 0,
    },
    context.detail % 3 === 0 ? { afterMs: 1, action: { do: "restart-server" } } : relist,
  ],
};

/** More than fit on a page. */
function manyObjects({ object, others }: Context): readonly Part[] {
  return [object, ...others].map((one) => now({ do: "create", ...one }));
}

/** What a watch is refused with; where a time is named the client waits, and sends it again by itself. */
const watchRefusals: readonly Fault["do"][] = [
  ...[429, 500, 503, 401, 403].map((status) => ({ status })),
  { status: 429, retryAfterSeconds: 1 },
  { status: 503, retryAfterSeconds: 3 },
];
const rowsOfRefusals: readonly Fault["do"][] = [
  ...[429, 500, 429].map((status) => ({ status })),
  { status: 429, retryAfterSeconds: 1 },
];

/** Faults of watches. */
const watchFaults: Readonly<Record<string, ActionKind>> = {
  "watch-refused": (context) => [
    answers(context, watch, pick(watchRefusals, context.detail)),
    rewatch(context),
  ],
  "watch-refused-row": (context) => [
    row(watch, pick(rowsOfRefusals, context.detail), 3 + (context.detail % 5)),
    rewatch(context),
  ],
  "watch-gone": (context) => [
    answers(context, watch, pick(goneWords, context.detail), 1),
    rewatch(context),
  ],
  // A server that does this to every stream, at once and for ever, is none: a streamed list is retried without a wait.
  "watch-error": (context) => [
    answers(
      context,
      watch,
      {
        errorEvent: pick([500, 410, 429, 504], context.detail),
        afterEvents: context.detail % 3,
      },
      1 + (context.detail % 3),
    ),
    rewatch(context),
    ...later(context),
  ],
  "early-end": (context) => [
    answers(
      context,
      watch,
      { close: "clean", afterEvents: 1 + (context.detail % 3) },
      1 + (context.detail % 3),
    ),
    rewatch(context),
    ...later(context),
  ],
  "early-reset": (context) => [
    answers(
      context,
      watch,
      { reset: "stream", afterEvents: 1 + (context.detail % 3) },
      1 + (context.detail % 3),
    ),
    rewatch(context),
    ...later(context),
  ],
  // Something between breaks a line of the stream, which says nothing any more and goes on, or is cut within a line.
  "garbled-line": (context) => [
    now(garbling(pick(garbles, context.detail), 1 + ((context.detail >> 2) % 2))),
    news(context, 1),
    news(context, 2),
    ...((context.detail >> 3) % 2 === 0 ? [relist] : []),
    ...later(context),
  ],
  // A watch that brings nothing but a bookmark and ends at once.
  "bookmark-and-end": (context) => [
    rewatch(context),
    {
      afterMs: 0,
      when: { kind: "reflector.watch-opened", nth: 1 + (context.detail % 2) },
      action: { do: "bookmark" },
    },
    {
      afterMs: 0,
      when: { kind: "reflector.received", where: { type: "BOOKMARK" } },
      action: { do: "cut-watches" },
    },
  ],
  "half-open": (context) => [
    { afterMs: openMs, action: standing({ open: true }, { stall: true }, context.forMs + 10) },
    news(context, openMs + 5),
  ],
  "slow-answers": (context) => [
    answers(context, listOrWatch, {
      latency: { min: 0, max: 20 + (context.detail % 400) },
      at: "response",
    }),
    context.detail % 2 === 0 ? relist : rewatch(context),
  ],
  "slow-events": (context) => [
    now(
      standing(
        watch,
        { latency: { min: 0, max: 20 + (context.detail % 400) }, at: "event" },
        context.forMs + answerMs,
      ),
    ),
    news(context, 1),
    news(context, 2),
  ],
  "no-bookmarks": (context) => [
    answers(context, watch, { bookmarks: "none" }),
    rewatch(context),
    { afterMs: answerMs - 1000, action: { do: "bookmark" } },
  ],
  "no-streaming": (context) => [answers(context, watch, { refuseStreamingList: true }), relist],
};

const garbles: readonly MalformedEvent[] = ["not-json", "nameless", "truncated"];

/** No apiserver does this, but a correct client outlives it: it does not trust the stream and lists. */
function garbling(malformEvent: MalformedEvent, times: number): Action {
  const fault: Fault = {
    on: watch,
    life: { times },
    do: { malformEvent },
    unsound: true,
  };
  return { do: "fault", fault, forMs: rowMs };
}

/** News for streams that are open again. */
function later(context: Context): readonly Part[] {
  return [news(context, 1), news(context, 1500), news(context, 1501), news(context, 2500)];
}

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
  "write-refused": (context) => [
    now(
      standing(
        writes,
        { status: pick([409, 500, 503, 504], context.detail) },
        context.forMs + 2,
        1,
      ),
    ),
    news(context, 1),
  ],
  "answer-lost": (context) => [
    now(standing(writes, { loseResponse: true }, context.forMs + 2)),
    news(context, 1),
  ],
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

export function pick<T>(values: readonly T[], detail: number): T {
  return values[detail % values.length] as T;
}
