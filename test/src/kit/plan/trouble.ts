import type { Fault, FaultMatch } from "@informerlab/fake-apiserver";
import type { ChosenObject, Mark, PlanAction } from "./plan.ts";

/** A kind of trouble. */
export type TroubleName =
  | "watch-cut"
  | "watch-expired"
  | "compaction"
  | "server-restart"
  | "slow-watch"
  | "silent-watch"
  | "list-refused"
  | "watch-refused"
  | "stale-list"
  | "conflict"
  | "write-failed"
  | "read-failed"
  | "too-many-requests"
  | "lost-answer"
  | "lost-request"
  | "cut-off"
  | "verb-refused"
  | "slow-requests"
  | "slow-answers"
  | "crash"
  | "crash-between-writes"
  | "stop"
  | "pause"
  | "bystander"
  | "clocks-apart";

/** Trouble that strikes at some time of a run; clocks that do not agree do so from its start to its end. */
export type PassingTrouble = Exclude<TroubleName, "clocks-apart">;

/** What trouble is made from: a number to read details from, whom it strikes, how long it stands. */
interface Occasion {
  readonly detail: number;
  readonly process: string;
  readonly forMs: number;
  /** An object of users. */
  readonly object: ChosenObject;
}

type Trouble = (occasion: Occasion) => PlanAction;

/** What controllers write by. */
export const writeVerbs = ["create", "update", "patch", "delete"] as const;
const verbs = [...writeVerbs, "get"] as const;
/** What a bystander leaves behind; what holds a deletion, or stands in a list, is lost most often. */
const marks: readonly Mark[] = ["annotation", "finalizer", "condition", "finalizer", "owner"];
/** What one write may meet: also rights that are missing for a moment, and a busy server that names no time to wait. */
const failures = [500, 503, 504, 403, 429] as const;

/**
 * Every kind of trouble that a real cluster makes: on the way of watches and lists, on the way of the controller's own
 * reads and writes, and to its process. All are sound: a correct controller survives them.
 */
const everyTrouble: Readonly<Record<PassingTrouble, Trouble>> = {
  "watch-cut": ({ detail }) => ({ do: "cut-watches", how: detail % 2 === 0 ? "clean" : "reset" }),
  "watch-expired": () => ({ do: "expire-watches" }),
  compaction: ({ detail }) => ({ do: "compact", keep: detail % 3 }),
  "server-restart": () => ({ do: "restart-server" }),
  "slow-watch": ({ detail, process, forMs }) =>
    standing(
      process,
      { verb: "watch" },
      { latency: { min: 50, max: 100 + (detail % 3000) }, at: "event" },
      forMs,
    ),
  "silent-watch": ({ process, forMs }) => standing(process, { open: true }, { stall: true }, forMs),
  "list-refused": ({ detail, process, forMs }) =>
    standing(process, { verb: "list" }, { status: [500, 503, 504][detail % 3] ?? 500 }, forMs),
  "watch-refused": ({ detail, process, forMs }) =>
    standing(process, { verb: "watch" }, { status: [429, 500, 503][detail % 3] ?? 429 }, forMs),
  "stale-list": ({ detail, process, forMs }) =>
    standing(process, { verb: "list" }, { stale: { byRevisions: 1 + (detail % 4) } }, forMs),
  conflict: ({ detail, process, forMs }) =>
    standing(
      process,
      { verb: ["update", "patch"] },
      { status: 409, reason: "Conflict" },
      forMs,
      1 + (detail % 3),
    ),
  "write-failed": ({ detail, process, forMs }) =>
    standing(
      process,
      { verb: someWrites(detail) },
      { status: failures[detail % failures.length] ?? 500 },
      forMs,
      1 + (Math.floor(detail / failures.length) % 3),
    ),
  "read-failed": ({ detail, process, forMs }) =>
    standing(
      process,
      { verb: ["get", "list"] },
      { status: [500, 503, 504][detail % 3] ?? 500 },
      forMs,
      1 + (detail % 3),
    ),
  "too-many-requests": ({ detail, process, forMs }) =>
    standing(
      process,
      { verb: [...writeVerbs, "get", "list"] },
      detail % 3 === 2 ? { status: 429 } : { status: 429, retryAfterSeconds: 1 + (detail % 3) },
      forMs,
      // More often than a client asks again, now and then.
      detail % 32 === 31 ? 12 : 1 + (detail % 4),
    ),
  "lost-answer": ({ detail, process, forMs }) =>
    standing(
      process,
      { verb: someWrites(detail) },
      { loseResponse: true },
      forMs,
      1 + (detail % 2),
    ),
  "lost-request": ({ detail, process, forMs }) =>
    standing(
      process,
      { verb: [...writeVerbs, "get"] },
      { reset: "before-headers" },
      forMs,
      1 + (detail % 2),
    ),
  "cut-off": ({ detail, process, forMs }) =>
    standing(process, {}, { reset: "before-headers" }, forMs + longWhile(detail)),
  "verb-refused": ({ detail, process, forMs }) =>
    standing(
      process,
      { verb: verbs[detail % verbs.length] ?? "get" },
      { status: [403, 503, 429][Math.floor(detail / verbs.length) % 3] ?? 403 },
      forMs + longWhile(detail),
    ),
  "slow-requests": ({ detail, process, forMs }) =>
    standing(
      process,
      { verb: [...writeVerbs, "get", "list"] },
      { latency: { min: 5, max: 20 + (detail % 2000) }, at: "request" },
      forMs,
    ),
  "slow-answers": ({ detail, process, forMs }) =>
    standing(
      process,
      { verb: [...writeVerbs, "get", "list"] },
      { latency: { min: 5, max: 20 + (detail % 2000) }, at: "response" },
      forMs,
    ),
  crash: ({ detail, process }) => ({ do: "crash", process, downMs: (detail % 5) * 200 }),
  "crash-between-writes": ({ detail, process }) => ({
    do: "crash",
    process,
    afterWrites: 1 + (detail % 3),
    downMs: (detail % 5) * 200,
  }),
  stop: ({ detail, process }) => ({
    do: "stop",
    process,
    graceMs: 500 + (detail % 4) * 1500,
    downMs: (detail % 5) * 200,
  }),
  pause: ({ detail, process }) => ({ do: "pause", process, forMs: 100 + (detail % 20) * 1000 }),
  bystander: ({ detail, object, forMs }) => ({
    do: "mark",
    by: marks[detail % marks.length] ?? "annotation",
    ...object,
    forMs: forMs + longWhile(Math.floor(detail / marks.length)),
  }),
};

/** What strikes one request or one object of many has to be drawn more often than what strikes whoever is there. */
export const heavyTroubles: ReadonlySet<TroubleName> = new Set([
  "write-failed",
  "verb-refused",
  "conflict",
  "too-many-requests",
  "bystander",
]);

/** All kinds of trouble, by name. */
export const troubleNames: readonly TroubleName[] = [
  ...(Object.keys(everyTrouble) as TroubleName[]),
  "clocks-apart",
];

/** One occasion of trouble. */
export function troubleOf(name: PassingTrouble, occasion: Occasion): PlanAction {
  return everyTrouble[name](occasion);
}

/** Clocks that do not agree, by up to half a minute: what two machines without a time server come to. */
export function clocksApart(
  processes: readonly string[],
  detail: number,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    processes.map((process, index) => [
      process,
      ((Math.floor(detail / 61 ** (index % 4)) % 61) - 30) * 1000,
    ]),
  );
}

/** All writes, or those of one kind: else the first of a row of writes takes each fault upon itself. */
function someWrites(detail: number): readonly (typeof writeVerbs)[number][] {
  const kinds = [writeVerbs, ["create"], ["update", "patch"], ["delete"]] as const;
  return kinds[Math.floor(detail / 16) % kinds.length] ?? writeVerbs;
}

/** Long enough for deadlines and leases to run out, milliseconds. */
function longWhile(detail: number): number {
  return (detail % 16) * 1000;
}

function standing(
  process: string,
  on: FaultMatch,
  action: Fault["do"],
  forMs: number,
  times?: number,
): PlanAction {
  const life = times === undefined ? {} : { life: { times } };
  return {
    do: "fault",
    fault: { on: { ...on, client: `${process}*` }, ...life, do: action },
    forMs,
  };
}
