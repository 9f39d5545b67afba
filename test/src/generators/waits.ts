import type { FaultMatch } from "@informerlab/fake-apiserver";
import type { Action } from "../scenario/scenario.ts";
import { type ActionKind, all, type Context, informerOf, labelsOf, type Part } from "./context.ts";
import { listsOf, openMs, pick, standing } from "./faults.ts";

const streamedList = { verb: "watch", query: { sendInitialEvents: true } } as const;
const cutSoon = { close: "clean", afterEvents: 1 } as const;
const silentSoon = { stall: true, afterEvents: 1 } as const;
/** A list at a known version, the consistent one at once after it, and the one after the wait. */
export const goneTimes = 3;

/** What happens while a program waits for its server. */
export const waits: Readonly<Record<string, ActionKind>> = {
  // Stopped while a busy server has asked to wait: the request that was to be sent again must not be.
  "stopped-while-asked-to-wait": (context) => {
    const { detail } = context;
    const busy = { status: 429, retryAfterSeconds: 1 + (detail % 5) } as const;
    const verb = detail % 2 === 0 ? "list" : "watch";
    return [
      { afterMs: 0, action: standing({ verb }, busy, 9000, 1 + (detail % 3)) },
      {
        afterMs: 1,
        action:
          verb === "list" ? { do: "expire-watches" } : { do: "cut-watches", how: "clean" as const },
      },
      {
        afterMs: 100 + (detail % 2000),
        action: { do: "stop-informer", informer: informerOf(context) },
      },
    ];
  },
  // A busy server names a short time: shorter than it takes to say so, where the line is slow.
  "refused-for-a-while": ({ detail }) => [
    {
      afterMs: 0,
      action: standing(
        { verb: "watch" },
        { status: detail % 3 === 0 ? 503 : 429, retryAfterSeconds: detail % 4 === 3 ? 3 : 1 },
        20_000,
        1 + (detail % 3),
      ),
    },
    { afterMs: 1, action: { do: "cut-watches", how: detail % 2 === 0 ? "clean" : "reset" } },
    ...(detail % 5 === 0 ? [{ afterMs: 900, action: { do: "expire-watches" } as const }] : []),
  ],
  // Stopped while a further page of a list is on its way.
  "stopped-amid-pages": (context) => {
    const { object, others, detail } = context;
    const nextPage = { verb: "list", query: { continue: true } } as const;
    const slow = { latency: { min: 5, max: 10 + (detail % 400) }, at: "response" } as const;
    return [
      ...[object, ...others].map((one) => ({
        afterMs: 0,
        action: { do: "create", ...one } as const,
      })),
      { afterMs: 0, action: standing(nextPage, slow, 9000, 2 + (detail % 3)) },
      { afterMs: 1, action: { do: "expire-watches" } },
      {
        afterMs: 1,
        when: {
          kind: "server.requested",
          where: { verb: "list", client: informerOf(context) },
          nth: 2 + (detail % 2),
        },
        action: { do: "stop-informer", informer: informerOf(context) },
      },
    ];
  },
  // A proxy holds the answer to a watch back, and the watch ends as soon as it has come: it was asked for long ago.
  "ended-after-a-late-answer": (context) => {
    const { detail } = context;
    const ms = 1100 + (detail % 900);
    return [
      {
        afterMs: 0,
        action: standing(
          { verb: "watch" },
          { latency: { min: ms, max: ms }, at: "response" },
          9000,
          1,
        ),
      },
      { afterMs: 1, action: { do: "cut-watches", how: "clean" } },
      {
        afterMs: 1,
        when: { kind: "reflector.watch-opened", where: { informer: informerOf(context) } },
        action: { do: "cut-watches", how: detail % 2 === 0 ? "clean" : "reset" },
      },
    ];
  },
  // A resync falls due while its informer waits to list again.
  "resync-due-in-trouble": (context) => {
    const { object, detail, informers } = context;
    const informer = informers[detail % informers.length];
    const periods = [informer, ...(informer?.handlers ?? [])].map(
      (one) => one?.resyncPeriodMs ?? 0,
    );
    const periodMs = Math.min(...periods.filter((one) => one > 0));
    const dueMs = Number.isFinite(periodMs) ? (informer?.startAtMs ?? 0) + periodMs : 3000;
    const before = (ms: number, action: Action): Part => ({
      afterMs: 0,
      atMs: Math.max(0, dueMs - ms),
      action,
    });
    return [
      before(900, standing({ verb: "watch" }, { errorEvent: 500, afterEvents: 1 }, 3000, 1)),
      before(890, { do: "cut-watches" }),
      before(100 + (detail % 500), { do: "update", ...object }),
    ];
  },
  // A list of the newest comes in pages, and one of a known version after it must be asked for whole.
  "pages-then-known": ({ object, others, detail }) => [
    ...[object, ...others].map((one) => ({
      afterMs: 0,
      action: { do: "create", ...one } as const,
    })),
    { afterMs: 1, action: { do: "expire-watches" } },
    { afterMs: 2500, action: standing({ verb: "watch" }, { status: 500 }, 9000, 1 + (detail % 2)) },
    { afterMs: 2501, action: { do: "cut-watches" } },
  ],
  // Everything goes while nobody watches: the list that follows is empty.
  "emptied-unseen": (context) => [
    { afterMs: 0, action: standing({ verb: "watch" }, { expire: "http410" }, 3000, 1) },
    { afterMs: 1, action: { do: "cut-watches" } },
    { afterMs: 1, action: { do: "delete", resource: context.object.resource, name: all } },
    {
      // After the wait that the refusal of its version costs.
      afterMs: 2000 + (context.detail % 900),
      action: { do: "create", ...context.object, labels: labelsOf(context) },
    },
  ],
  // Every watch ends after its first event, and there are many: asked for again at once, that is a hammer.
  "ends-after-each-event": ({ object, detail }) => [
    {
      afterMs: 0,
      action: standing({ verb: "watch" }, { close: "clean", afterEvents: 1 }, 9000, 30),
    },
    ...Array.from({ length: 12 }, (_, turn) => ({
      afterMs: 5 + turn * (10 + (detail % 60)),
      action: { do: "update", ...object } as const,
    })),
  ],
  // A list of which no answer comes for longer than anybody should wait.
  "answer-that-does-not-come": ({ detail }) => [
    {
      afterMs: 0,
      action: standing(
        { verb: "list" },
        { latency: { min: 80_000, max: 100_000 }, at: "response" },
        4000,
        1 + (detail % 2),
      ),
    },
    { afterMs: 1, action: { do: "expire-watches" } },
  ],
  // A stream that falls silent for longer than the server promised to keep it.
  "silent-beyond-its-life": ({ object, detail }) => [
    { afterMs: openMs, action: standing({ open: true }, { stall: true }, 660_000) },
    { afterMs: openMs + 1 + (detail % 100), action: { do: "update", ...object } },
  ],
  // Internal errors of a watch, so far apart that they have nothing to do with each other; or with a third between, so that each
  // has with the one before. Whoever watches for a second already does not list for the cut.
  "internal-errors-apart": ({ object, detail }) => {
    const errors = (afterMs: number, newsMs: readonly number[]): readonly Part[] => [
      {
        afterMs,
        action: standing({ verb: "watch" }, { errorEvent: 500, afterEvents: 1 }, 3000, 6),
      },
      { afterMs: afterMs + 1, action: { do: "cut-watches" } },
      ...newsMs.map(
        (laterMs): Part => ({ afterMs: afterMs + laterMs, action: { do: "update", ...object } }),
      ),
    ];
    return detail % 2 === 0
      ? [...errors(0, [400]), ...errors(70_000 + (detail % 3000), [400])]
      : [...errors(1500, [400, 1500]), ...errors(62_000 + (detail % 300), [400])];
  },
  // A server that refuses for longer than anybody remembers having been told of it.
  "trouble-for-long": (context) => {
    const { detail } = context;
    const refusal = { status: pick([503, 429, 500, 403], detail >> 2) };
    const isOfWatches = detail % 3 === 2;
    return [
      {
        afterMs: 0,
        action: standing(
          isOfWatches ? { verb: "watch" } : listsOf(context),
          refusal,
          320_000 + 400 * (detail % 200),
        ),
      },
      { afterMs: 1, action: { do: isOfWatches ? "cut-watches" : "expire-watches" } },
    ];
  },
  // Streamed lists that are cut now and then, with whole ones between.
  "streams-cut-apart": ({ object, detail }) =>
    [0, 1, 2, 3].flatMap((turn): Part[] => [
      { afterMs: turn * 4000, action: standing(streamedList, cutSoon, 2500, 1 + (detail % 2)) },
      { afterMs: turn * 4000 + 1, action: { do: "expire-watches" } },
      { afterMs: turn * 4000 + 2, action: { do: "update", ...object } },
    ]),
  // What nobody watched is told by a list of a replica that lags behind, no older than asked for, and the rest by the watch.
  "listed-from-a-replica": (context) => fromReplica(context, { verb: "list" }),
  // The same by a streamed list, and the rest by the stream that it becomes.
  "streamed-from-a-replica": (context) => fromReplica(context, streamedList),
  // A streamed list that falls silent before its end, for longer than its reader listens to nothing.
  "streamed-list-silent": ({ object, detail }) => [
    { afterMs: 0, action: { do: "update", ...object } },
    { afterMs: 0, action: standing(streamedList, silentSoon, 20_000, 1 + (detail % 2)) },
    { afterMs: 1, action: { do: detail % 2 === 0 ? "expire-watches" : "restart-server" } },
  ],
  // The consistent list is refused as well, then comes in pages; a later one, of a known version, must not ask for any.
  "pages-after-refusals": ({ object, others, detail }) => [
    ...[object, ...others].map((one) => ({
      afterMs: 0,
      action: { do: "create", ...one } as const,
    })),
    { afterMs: 0, action: standing({ verb: "list" }, { expire: "http410" }, 20_000, goneTimes) },
    { afterMs: 1, action: { do: "expire-watches" } },
    { afterMs: 25_000 + (detail % 900), action: { do: "expire-watches" } },
  ],
  // A busy server asks to wait for no time at all, or for longer than anybody obeys, several times.
  "asked-to-wait-for-long": ({ detail }) => [
    {
      afterMs: 0,
      action: standing(
        { verb: detail % 2 === 0 ? "list" : ["list", "watch"] },
        {
          status: detail % 3 === 0 ? 503 : 429,
          retryAfterSeconds: [0, 45, 90, 3600][detail % 4] ?? 0,
        },
        200_000,
        1 + ((detail >> 2) % 3),
      ),
    },
    { afterMs: 1, action: { do: "expire-watches" } },
  ],
};

function fromReplica({ object, others, detail }: Context, ofLists: FaultMatch): readonly Part[] {
  const lagging = { stale: { byRevisions: 1 + (detail % 4) } };
  return [
    { afterMs: 0, action: standing({ verb: "watch" }, { expire: "http410" }, 3000, 1) },
    { afterMs: 0, action: standing(ofLists, lagging, 9000, 1) },
    { afterMs: 1, action: { do: "cut-watches" } },
    ...[object, ...others].map(
      (one, turn): Part => ({
        afterMs: 20 + turn,
        action: turn === 1 ? { do: "delete", ...one } : { do: "update", ...one },
      }),
    ),
  ];
}
