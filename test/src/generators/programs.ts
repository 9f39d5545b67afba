import type { Fault } from "@informerlab/fake-apiserver";
import type { Action, FactoryAct, Within } from "../scenario/scenario.ts";
import { keyOf } from "./composites.ts";
import { type ActionKind, type Context, informerOf, labelsOf, type Part } from "./context.ts";
import { pick, standing } from "./faults.ts";

/** What programs do with handlers, workers and waits: shapes in which several acts belong together. */
export const programs: Readonly<Record<string, ActionKind>> = {
  // The end of a handler is awaited while a callback of it runs, with something behind it or not.
  "end-of-handler": (context) => {
    const place = handlerOf(context);
    const end: Action = { do: "shut-down-handler", ...place };
    return [
      at(0, { do: "slow-handler", ...place, durationMs: 20 + (context.detail % 60) }),
      at(1, { do: "update", ...context.object }),
      ...(context.detail % 2 === 0 ? [at(1, { do: "update", ...context.object } as const)] : []),
      context.detail % 4 === 3
        ? at(5 + (context.detail % 80), end)
        : {
            afterMs: 0,
            when: { kind: "handler.called", where: place, nth: 1 + (context.detail % 3) },
            action: end,
          },
    ];
  },
  // More and less wait for a slow handler than its buffer holds, of two objects, in bursts with pauses.
  "bursts-at-slow-handler": (context) => {
    const { object, others, detail } = context;
    const tookMs = 20 + (detail % 30);
    const writes = Array.from({ length: 12 + (detail % 6) }, (_, turn): Part => {
      const target = (detail >> (turn % 8)) % 3 === 0 ? (others[0] ?? object) : object;
      const isGone = (detail + turn) % 7 === 6;
      return at(
        tookMs * Math.floor((turn * (2 + (detail % 3))) / 5),
        isGone ? { do: "recreate", ...target } : { do: "update", ...target },
      );
    });
    return [at(0, { do: "slow-handler", ...handlerOf(context), durationMs: tookMs }), ...writes];
  },
  // Workers that come and leave at the instant at which a key comes.
  "workers-come-and-go": ({ object, others, detail }) => {
    const ask = (key: string): Action => ({ do: "enqueue", queue: "work", key });
    const [first, second] = [keyOf(object), keyOf(others[0] ?? object)];
    const meetMs = 40 + (detail % 3) * 30;
    return [
      at(0, { do: "worker-comes", queue: "work", worker: "guest-1" }),
      at(0, { do: "worker-comes", queue: "work", worker: "guest-2" }),
      at(meetMs, ask(first)),
      at(meetMs, { do: "worker-leaves", queue: "work", worker: "guest-1" }),
      ...(detail % 2 === 0 ? [at(meetMs, ask(second))] : []),
      at(meetMs + 30, ask(second)),
      at(meetMs + 30 + (detail % 2), { do: "worker-leaves", queue: "work", worker: "guest-2" }),
    ];
  },
  // Somebody waits for a drain, and shuts down at once instead while a key is still worked on.
  "drain-given-up": ({ object, detail }) => [
    at(0, { do: "enqueue", queue: "work", key: keyOf(object) }),
    at(detail % 3, { do: "stop-queue", queue: "work", drain: true }),
    at(3 + (detail % 20), { do: "stop-queue", queue: "work" }),
  ],
  // A factory used in two goes, with a signal and without, also for two versions and two groups of one resource.
  "factory-in-two-goes": ({ detail }) => {
    const starts = [factory("start"), factory("start-with-signal")];
    const ends = [factory("give-signal"), factory("shut-down")];
    const asks = [
      factory("ask", scaled, "v2"),
      factory("ask", "nodes", "v1"),
      factory("ask", scaled, "v1"),
      factory("ask", "configmaps", "v1"),
      factory("ask", "events", "v1"),
      factory("ask", "events.events.k8s.io", "v1"),
    ];
    const turned = [...asks.slice(detail % 6), ...asks.slice(0, detail % 6)];
    const [first, second] = detail % 2 === 0 ? starts : starts.toReversed();
    const acts = [
      ...turned.slice(0, 3),
      first,
      ...turned.slice(3),
      ...(detail % 3 === 0 ? [] : [second]),
      ...(detail % 8 < 4 ? ends : ends.toReversed()),
      first,
    ];
    return acts.flatMap((action, turn) => (action === undefined ? [] : [at(turn, action)]));
  },
  // A function of the program throws on some object, from the first list on or later; then everything is listed again.
  "function-throws": (context) => {
    const { object, others, detail } = context;
    const forMs = 5 + (detail % 900);
    const isFirst = detail % 3 === 0;
    const throwing: Action = {
      do: "function-throws",
      informer: informerOf(context),
      function: detail % 4 === 1 ? "transform" : "index",
      ...(detail % 5 === 0 ? {} : { name: object.name }),
      forMs,
    };
    return [
      {
        afterMs: 0,
        ...(isFirst ? { atMs: 0 } : {}),
        // Or amid the objects of a streamed list, so that its end fails and not its objects.
        ...(detail % 7 === 3
          ? { when: { kind: "reflector.received", where: { type: "ADDED" } } }
          : {}),
        action: throwing,
      },
      at(1, { do: "update", ...object }),
      at(1, { do: "label", ...object, labels: labelsOf(context) }),
      at(2, detail % 2 === 0 ? { do: "delete", ...object } : { do: "update", ...object }),
      at(2, { do: "update", ...(others[0] ?? object) }),
      ...(detail % 2 === 0 ? [at(3, { do: "expire-watches" } as const)] : []),
      at(forMs + 1 + (isFirst ? forMs : 0), { do: "expire-watches" }),
    ];
  },
  // One of several objects that wait together is not taken by the index function; the next list is far away.
  "index-throws-amid-others": (context) => {
    const { object, others, detail } = context;
    const informer = informerOf(context);
    const forMs = 30 + (detail % 900);
    const written = detail % 2 === 0 ? [object, ...others] : [...others, object];
    return [
      at(0, { do: "starve", informer, part: "controller", forMs: 20 }),
      {
        afterMs: 0,
        // Or of the first list.
        ...(detail % 4 === 3 ? { atMs: 0 } : {}),
        action: { do: "function-throws", informer, function: "index", name: object.name, forMs },
      },
      ...written.map((one) => at(1, { do: "label", ...one, labels: labelsOf(context) } as const)),
      ...(detail % 3 === 0 ? [at(2, { do: "delete", ...(others[0] ?? object) } as const)] : []),
      at(forMs + 1, { do: "expire-watches" }),
    ];
  },
  // A list that brings news comes while the transform throws, and is asked for again when that is over.
  "list-kept-out": (context) => {
    const { object, detail } = context;
    const forMs = 1700 + (detail % 900);
    const throwing: Action = {
      do: "function-throws",
      informer: informerOf(context),
      function: "transform",
      forMs,
    };
    return [
      at(0, { do: "update", ...object }),
      at(1, throwing),
      at(1, { do: "expire-watches" }),
      at(1, { do: "update", ...object }),
      at(forMs + 2, { do: "expire-watches" }),
    ];
  },
  // A controller that waits to see its own writes is scaled up and down while its cache lags.
  "scaled-under-expectations": (context) => {
    const { object, detail } = context;
    const informer = informerOf(context);
    const scale = (to: number): Action => ({ do: "scale", informer, to });
    const news: Action = { do: "update", ...object };
    const stepMs = 3 + (detail % 60);
    return [
      ...troubledWrites(detail),
      at(0, scale(1 + (detail % 4))),
      ...(detail % 3 === 0
        ? [at(0, { do: "starve", informer, part: "controller", forMs: 200 } as const)]
        : []),
      at(1, news),
      at(stepMs, scale((detail >> 2) % 6)),
      at(stepMs + 1, news),
      at(2 * stepMs, scale(2 + ((detail >> 3) % 3))),
      at(2 * stepMs + 300, scale(detail % 2)),
    ];
  },
  // What a controller writes is done without an answer, or refused by a server that asks to wait.
  "writes-in-trouble": (context) => {
    const { detail } = context;
    const informer = informerOf(context);
    const trouble = writeTroubles[[2, 3, 4, 9, 3][detail % 5] ?? 3] ?? { loseResponse: true };
    const verb = detail % 3 === 0 ? "delete" : "create";
    return [
      at(0, standing({ verb }, trouble, 8000, 1 + (detail % 3))),
      at(0, { do: "scale", informer, to: 2 + (detail % 3) }),
      at(200 + (detail % 3000), { do: "scale", informer, to: detail % 2 }),
    ];
  },
  // A program stops its informer, or a handler joins or leaves, from within a function of the program itself.
  "acts-from-within": (context) => {
    const { object, others, detail } = context;
    const informer = informerOf(context);
    const within = pick(withins, detail);
    const stop: Action = { do: "stop-informer", informer, within };
    const join: Action = { do: "add-handler", informer, handler: "late", within };
    const leave: Action = { do: "shut-down-handler", ...handlerOf(context), within };
    const act = pick([stop, join, leave, stop], detail >> 2);
    const isFirst = within === "sync" || (detail >> 4) % 2 === 0;
    const begins = (action: Action): Part => ({
      ...at(0, action),
      ...(isFirst ? { atMs: 0 } : {}),
    });
    const refused = { status: detail % 3 === 0 ? 403 : 500 } as const;
    const verb = (detail >> 5) % 2 === 0 ? "list" : "watch";
    return [
      begins(act),
      ...(within === "trouble"
        ? [begins(standing({ verb }, refused, 5000, 1 + (detail % 3)))]
        : []),
      at(1, { do: "update", ...object }),
      at(1, { do: "update", ...(others[0] ?? object) }),
      at(2, { do: "expire-watches" }),
    ];
  },
  // Somebody waits for a write and gives up before, when and after it comes.
  "wait-given-up": (context) => {
    const { object, detail } = context;
    const informer = informerOf(context);
    const wait = (giveUpAfterMs: number): Action => ({
      do: "wait-for-write",
      informer,
      giveUpAfterMs,
    });
    return [
      ...(detail % 2 === 0
        ? [at(0, { do: "starve", informer, part: "controller", forMs: 300 } as const)]
        : []),
      at(10, { do: "update", ...object }),
      at(10, wait(detail % 40)),
      at(10, wait(5000)),
      at(20, { do: "delete", ...object }),
      at(20, wait(0)),
    ];
  },
};

/** Now and then nobody can know what came of a write, or the server is busy and asks to wait. */
function troubledWrites(detail: number): readonly Part[] {
  const verb = detail % 2 === 0 ? "create" : "delete";
  const trouble = writeTroubles[detail % 10];
  return trouble === undefined ? [] : [at(0, standing({ verb }, trouble, 5000, 1 + (detail % 3)))];
}

/** By the last digit: in the rest nothing is in the way. */
const writeTroubles: Readonly<Record<number, Fault["do"]>> = {
  2: { status: 504 },
  3: { loseResponse: true },
  4: { status: 429, retryAfterSeconds: 2 },
  7: { status: 504 },
  8: { loseResponse: true },
  9: { reset: "before-headers" },
};

/** Served in two versions. */
const scaled = "horizontalpodautoscalers.autoscaling";

const withins: readonly Within[] = ["trouble", "handler", "transform", "sync"];

function factory(act: FactoryAct["act"], resource?: string, version?: string): FactoryAct {
  return {
    do: "factory",
    act,
    ...(resource === undefined ? {} : { resource }),
    ...(version === undefined ? {} : { version }),
  };
}

function at(afterMs: number, action: Action): Part {
  return { afterMs, action };
}

function handlerOf(context: Context): { readonly informer: string; readonly handler: string } {
  const name = informerOf(context);
  const informer = context.informers.find((one) => (one.name ?? one.resource) === name);
  const handlers = informer?.handlers ?? [];
  return { informer: name, handler: handlers[context.detail % handlers.length]?.name ?? "a" };
}
