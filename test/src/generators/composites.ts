import type { FaultMatch } from "@informerlab/fake-apiserver";
import type { Action, ObjectName } from "../scenario/scenario.ts";
import { type ActionKind, type Context, informerOf, labelsOf, type Part } from "./context.ts";
import { openMs, standing } from "./faults.ts";

/** Later than a row of waits lasts that is not begun anew. */
const lateMs = 125_000;
/** Later than most scripts do anything. */
const quietMs = 30_000;
/** Of either kind. */
const lists: FaultMatch = { verb: ["list", "watch"] };

/** Faults that hurt together more than apart, and trouble that waits for a state of the pipeline. */
export const composites: Readonly<Record<string, ActionKind>> = {
  // A busy machine: news wait in the queue while the watch expires and a new list arrives.
  "relist-behind-backlog": (context) => [
    { afterMs: 0, action: starve(context, "controller", 3000 + (context.detail % 2000)) },
    { afterMs: 300 + (context.detail % 1300), action: { do: "expire-watches" } },
  ],
  // How far the server is is told while news wait, and nothing comes after it.
  "bookmark-behind-backlog": (context) => [
    { afterMs: 300, action: starve(context, "controller", 200 + (context.detail % 900)) },
    { afterMs: 310, action: { do: "update", ...context.object } },
    {
      afterMs: 311,
      action: { do: "create", resource: "secrets", name: `s-far-${context.detail % 50}` },
    },
    { afterMs: 320, action: { do: "bookmark" } },
    { afterMs: 321, action: { do: "wait-for-write", informer: informerOf(context) } },
  ],
  // Somebody waits for a version that nothing but a bookmark brings, and nothing comes after it.
  "bookmark-for-who-waits": (context) => {
    const other = { resource: "secrets", name: `s-wait-${context.detail % 50}` };
    return [
      { afterMs: 0, atMs: quietMs, action: { do: "create", ...other } },
      {
        afterMs: 0,
        atMs: quietMs + 1,
        action: { do: "wait-for-write", informer: informerOf(context), ofAnything: true },
      },
      { afterMs: 0, atMs: quietMs + 2 + (context.detail % 300), action: { do: "bookmark" } },
    ];
  },
  // Another object under the old name, while the deletion of the first still waits.
  "recreated-behind-backlog": (context) => [
    { afterMs: 0, action: starve(context, "controller", 3000 + (context.detail % 2000)) },
    { afterMs: 100, action: { do: "delete", ...context.object } },
    { afterMs: 300 + (context.detail % 1300), action: { do: "expire-watches" } },
    { afterMs: 301 + (context.detail % 1300), action: { do: "create", ...context.object } },
  ],
  // Gone while nobody watched, with several changes of it still waiting: the list has to make the deletion.
  "gone-behind-backlog": (context) => [
    { afterMs: 0, action: starve(context, "controller", 4000 + (context.detail % 2000)) },
    { afterMs: 100, action: { do: "label", ...context.object, labels: labelsOf(context) } },
    { afterMs: 101, action: { do: "label", ...context.object, labels: labelsOf(context, 1) } },
    { afterMs: 102, action: { do: "update", ...context.object } },
    { afterMs: 300, action: { do: "expire-watches" } },
    { afterMs: 301, action: { do: "delete", ...context.object } },
    // And once more: then that deletion waits as well.
    ...(context.detail % 3 === 0
      ? [{ afterMs: 2600, action: { do: "expire-watches" } as const }]
      : []),
  ],
  // Trouble long after the start, when what was counted then must be forgotten, and three times in a row.
  "late-trouble": ({ detail }) => [
    { afterMs: 0, atMs: lateMs, action: standing(lists, { status: 503 }, 20_000, 4) },
    { afterMs: 0, atMs: lateMs + (detail % 50), action: { do: "expire-watches" } },
  ],
  // The same internal error on each watch for longer than it may be retried at once.
  "internal-errors": (context) => [
    {
      afterMs: 0,
      action: standing({ verb: "watch" }, { errorEvent: 500, afterEvents: 1 }, 9000, 6),
    },
    { afterMs: 0, action: { do: "cut-watches" } },
    ...Array.from({ length: 8 }, (_, turn) => ({
      afterMs: 100 + turn * (500 + (context.detail % 400)),
      action: { do: "update", ...context.object } as const,
    })),
  ],
  // Silence, and what happened meanwhile is forgotten.
  "blackout-then-compaction": ({ object, detail }) => [
    silence(5 + (detail % 900)),
    { afterMs: openMs + 1, action: { do: "update", ...object } },
    { afterMs: openMs + 5 + (detail % 900), action: { do: "compact" } },
    { afterMs: openMs + 6 + (detail % 900), action: { do: "restart-server" } },
  ],
  // Deleted, and still there until its finalizer goes; that is seen by the watch, or by a list, or only afterwards.
  "held-in-deletion": ({ object, detail }) => {
    const held = { ...object, name: `held-${detail % 20}` };
    const body = { metadata: { finalizers: ["example.com/hold"] } };
    const between = 5 + (detail % 300);
    return [
      { afterMs: 0, action: { do: "create", ...held, body } },
      { afterMs: between, action: { do: "delete", ...held } },
      ...(detail % 3 === 0
        ? [{ afterMs: between + 1, action: { do: "expire-watches" } as const }]
        : []),
      { afterMs: (detail % 4 === 0 ? 1 : 5) * between, action: { do: "finalize", ...held } },
    ];
  },
  // Recreated in an outage, under the same name.
  "recreated-unseen": (context) => [
    silence(20 + (context.detail % 900)),
    {
      afterMs: openMs + 1,
      action: { do: "recreate", ...context.object, labels: labelsOf(context) },
    },
    { afterMs: openMs + 2, action: { do: "expire-watches" } },
  ],
  // Somebody wants to read what is still to be written: it comes in time, too late, or never.
  "list-from-the-future": ({ object, others, detail }) => [
    { afterMs: 0, action: { do: "list", resource: object.resource, ahead: 1 + 20 * (detail % 3) } },
    { afterMs: detail % 4 === 0 ? 3500 : 10, action: { do: "update", ...object } },
    ...(detail % 3 === 0
      ? []
      : [{ afterMs: 500, action: { do: "update", ...(others[0] ?? object) } as const }]),
  ],
  "resync-meets-news": resyncMeetsNews,
  "gone-when-two-wait": ({ object, detail }) => [
    { afterMs: 0, action: { do: "update", ...object } },
    {
      afterMs: 0,
      when: { kind: "queue.enqueued", where: { "ref.key": keyOf(object) }, nth: 1 + (detail % 3) },
      action: { do: "expire-watches" },
    },
    { afterMs: 0, action: { do: "update", ...object } },
    { afterMs: 0, action: { do: "delete", ...object } },
  ],
  "write-while-listing": ({ object, others, detail }) => [
    { afterMs: 0, action: { do: "expire-watches" } },
    {
      afterMs: 0,
      when: { kind: "server.requested", where: { verb: "list" }, nth: 1 + (detail % 2) },
      action: write(object, detail),
    },
    {
      afterMs: 0,
      when: { kind: "reflector.listed" },
      action: { do: "delete", ...(others[0] ?? object) },
    },
  ],
  "delete-inside-initial-events": ({ object, others, detail }) => [
    {
      afterMs: 0,
      action: standing(
        { verb: "watch" },
        { latency: { min: 1, max: 5 + (detail % 40) }, at: "event" },
        2000,
      ),
    },
    { afterMs: 1, action: { do: "expire-watches" } },
    {
      afterMs: 1,
      when: {
        kind: "server.watch-sent",
        where: { type: "ADDED" },
        nth: 1 + (detail % 3),
      },
      action: { do: "delete", ...object },
    },
    {
      afterMs: 1,
      when: { kind: "reflector.received", where: { type: "ADDED" } },
      action: { do: "recreate", ...(others[0] ?? object) },
    },
  ],
  "cut-inside-replace": ({ detail }) => [
    { afterMs: 0, action: { do: "expire-watches" } },
    {
      afterMs: 0,
      when: { kind: "reflector.listed" },
      action: { do: "cut-watches", how: detail % 2 === 0 ? "clean" : "reset" },
    },
    {
      afterMs: 0,
      when: { kind: "reflector.watch-opened" },
      action: detail % 3 === 0 ? { do: "compact", keep: 0 } : { do: "expire-watches" },
    },
  ],
  // Streams break one after the other for a while.
  flap: ({ detail }) =>
    [0, 1, 2, 3].map((turn) => ({
      afterMs: turn * (300 + (detail % 1500)),
      action: { do: "cut-watches", how: turn % 2 === 0 ? "clean" : "reset" } as const,
    })),
};

/** What a busy machine or the program itself does. */
export const local: Readonly<Record<string, ActionKind>> = {
  "starve-controller": (context) => starve(context, "controller", context.forMs),
  "starve-reflector": (context) => starve(context, "reflector", context.forMs),
  "slow-handler": (context) => {
    const name = informerOf(context);
    const informer = context.informers.find((one) => (one.name ?? one.resource) === name);
    return {
      do: "slow-handler",
      informer: name,
      handler: informer?.handlers?.[0]?.name ?? "a",
      durationMs: 10 * (context.detail % 50),
    };
  },
  enqueue: ({ object, detail }) => ({
    do: "enqueue",
    queue: "work",
    key: keyOf(object),
    ...later(detail),
  }),
  // A delay that is shortened, among others that wait.
  "shortened-delay": ({ object, others, detail }) => [
    ask(object, 400 + (detail % 900)),
    ask(others[0] ?? object, 200 + (detail % 700)),
    ask(others[1] ?? object, 100 + (detail % 500)),
    ask(detail % 2 === 0 ? object : (others[0] ?? object), 10 + (detail % 90)),
    ask(others[1] ?? object, 600),
  ],
  "stop-queue": ({ detail }) => ({
    do: "stop-queue",
    queue: "work",
    ...(detail % 2 === 0 ? { drain: true } : {}),
  }),
  // Before, between and after writes: lists that readers took for their own.
  "careless-reader": (context) => [
    { afterMs: 0, action: { do: "read", informer: informerOf(context) } },
    { afterMs: 0, action: { do: "update", ...context.object } },
    { afterMs: 1, action: { do: "read", informer: informerOf(context) } },
    { afterMs: 2, action: { do: "delete", ...(context.others[0] ?? context.object) } },
  ],
  // A handler that joins between two objects of a list, or between two pops.
  "handler-amid-list": (context) => {
    const informer = informerOf(context);
    const kinds = ["store.changed", "handler.called", "queue.popped", "queue.enqueued"] as const;
    const kind = kinds[context.detail % kinds.length] ?? "store.changed";
    return [
      {
        afterMs: 0,
        atMs: context.detail % 3 === 0 ? Math.floor(context.forMs) : 0,
        when: { kind, where: { informer }, nth: 1 + (context.detail % 5) },
        action: { do: "add-handler", informer, handler: "amid" },
      },
    ];
  },
  "add-index": (context) => ({ do: "add-index", informer: informerOf(context), label: "zone" }),
  "wait-for-write": (context) => [
    { afterMs: 0, action: { do: "update", ...context.object } },
    { afterMs: 0, action: { do: "wait-for-write", informer: informerOf(context) } },
  ],
  // Somebody waits for what has long been there.
  "wait-for-what-is-there": (context) => [
    { afterMs: 0, action: { do: "update", ...context.object } },
    {
      afterMs: 400 + (context.detail % 700),
      action: { do: "wait-for-write", informer: informerOf(context) },
    },
  ],
  // A key is asked for while it is worked on, and then its queue takes no more.
  "stopped-while-dirty": ({ object, detail }) => [
    ask(object, 0),
    {
      afterMs: 0,
      when: { kind: "reconcile.started", where: { key: keyOf(object) }, nth: 1 + (detail % 2) },
      action: { do: "enqueue", queue: "work", key: keyOf(object) },
    },
    {
      afterMs: 0,
      when: { kind: "workqueue.collapsed", where: { key: keyOf(object), where: "processing" } },
      action: { do: "stop-queue", queue: "work", ...(detail % 3 === 0 ? { drain: true } : {}) },
    },
  ],
  // Stopped with news half-way through the pipeline.
  "stop-amid-news": (context) => {
    const informer = informerOf(context);
    const kinds = [
      "queue.enqueued",
      "reflector.received",
      "handler.notified",
      "queue.popped",
      "reflector.listed",
      "handler.called",
    ] as const;
    const kind = kinds[context.detail % kinds.length] ?? "queue.enqueued";
    return [
      { afterMs: 0, action: { do: "update", ...context.object } },
      { afterMs: 0, action: { do: "update", ...(context.others[0] ?? context.object) } },
      {
        afterMs: 0,
        when: { kind, where: { informer }, nth: 1 + (context.detail % 3) },
        action: { do: "stop-informer", informer },
      },
    ];
  },
  "wait-in-backlog": (context) => [
    { afterMs: 0, action: starve(context, "controller", 500 + (context.detail % 2000)) },
    { afterMs: 10, action: { do: "update", ...context.object } },
    { afterMs: 10, action: { do: "wait-for-write", informer: informerOf(context) } },
    { afterMs: 20, action: { do: "delete", ...(context.others[0] ?? context.object) } },
    { afterMs: 20, action: { do: "wait-for-write", informer: informerOf(context) } },
  ],
};

/** Streams fall silent for a while. */
function silence(forMs: number): Part {
  return { afterMs: openMs, action: standing({ open: true }, { stall: true }, forMs) };
}

/** The processing of an informer stands still while its resync falls due, and news wait before it. */
function resyncMeetsNews(context: Context): readonly Part[] {
  const { object, others, detail, informers } = context;
  const informer = informers[detail % informers.length];
  const periods = [informer, ...(informer?.handlers ?? [])].map((one) => one?.resyncPeriodMs ?? 0);
  const periodMs = Math.min(...periods.filter((one) => one > 0));
  if (!Number.isFinite(periodMs)) return [{ afterMs: 0, action: { do: "update", ...object } }];
  const tickMs = (informer?.startAtMs ?? 0) + periodMs * (1 + (detail % 2));
  const at = (beforeMs: number, action: Action): Part => ({
    afterMs: 0,
    atMs: tickMs - beforeMs,
    action,
  });
  return [
    at(100, starve(context, "controller", 500)),
    at(60, { do: "update", ...object }),
    at(50, write(others[0] ?? object, detail)),
  ];
}

function ask(object: ObjectName, afterMs: number): { afterMs: number; action: Action } {
  const later = afterMs === 0 ? {} : { afterMs };
  return { afterMs: 0, action: { do: "enqueue", queue: "work", key: keyOf(object), ...later } };
}

function later(detail: number): { readonly afterMs?: number } {
  return detail % 3 === 0 ? {} : { afterMs: 5 * (1 + (detail % 60)) };
}

function write(object: ObjectName, detail: number): Action {
  return detail % 2 === 0 ? { do: "update", ...object } : { do: "delete", ...object };
}

function starve(context: Context, part: "reflector" | "controller", forMs: number): Action {
  return { do: "starve", informer: informerOf(context), part, forMs };
}

/** The key under which an object is cached. */
export function keyOf({ namespace, name }: ObjectName): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
