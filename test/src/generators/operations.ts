import type { Fault, FaultMatch } from "@informerlab/fake-apiserver";
import { informerName } from "../scenario/defaults.ts";
import type { Action, InformerProgram, ObjectName, Operation } from "../scenario/scenario.ts";

/** The numbers of one operation. `id` survives shrinking: it is what the operation's draws are keyed by. */
export type OperationDraw = readonly [
  id: number,
  kind: number,
  key: number,
  time: number,
  detail: number,
];

/** What an operation is made of. */
interface Context {
  readonly object: ObjectName;
  readonly detail: number;
  readonly informers: readonly InformerProgram[];
  readonly forMs: number;
}

/** Makes one kind of action from the numbers. */
type ActionKind = (context: Context) => Action | Composite;

/** Several actions that belong together, drawn as one. */
type Composite = readonly { readonly afterMs: number; readonly action: Action }[];

/** Writes come first: shrinking prefers them. */
const writes: Readonly<Record<string, ActionKind>> = {
  create: ({ object, detail }) => ({ do: "create", ...object, labels: zoneOf(detail) }),
  update: ({ object }) => ({ do: "update", ...object }),
  delete: ({ object }) => ({ do: "delete", ...object }),
  label: ({ object, detail }) => ({ do: "label", ...object, labels: zoneOf(detail) }),
  recreate: ({ object, detail }) => ({ do: "recreate", ...object, labels: zoneOf(detail) }),
  other: ({ object }) => ({ do: "create", resource: "configmaps", name: `c-${object.name}` }),
};

/** Faults that a real cluster may show. */
const faults: Readonly<Record<string, ActionKind>> = {
  cut: ({ detail }) => ({ do: "cut-watches", how: detail % 2 === 0 ? "clean" : "reset" }),
  expire: () => ({ do: "expire-watches" }),
  compact: ({ detail }) => ({ do: "compact", keep: detail % 3 }),
  restart: () => ({ do: "restart-server" }),
  "list-error": ({ detail, forMs }) =>
    standing({ verb: "list" }, { status: [500, 503, 429, 504][detail % 4] ?? 500 }, forMs),
  "list-gone": ({ forMs }) => standing({ verb: "list" }, { expire: "http410" }, forMs, 1),
  "watch-refused": ({ detail, forMs }) =>
    standing({ verb: "watch" }, { status: [429, 500, 503][detail % 3] ?? 429 }, forMs),
  "watch-gone": ({ forMs }) => standing({ verb: "watch" }, { expire: "http410" }, forMs, 1),
  // A server that does this to every stream, at once and for ever, is none: a streamed list is retried without a wait.
  "watch-error": ({ detail, forMs }) =>
    standing(
      { verb: "watch" },
      { errorEvent: [500, 410, 429, 504][detail % 4] ?? 500, afterEvents: 1 + (detail % 3) },
      forMs,
      1 + (detail % 3),
    ),
  "early-end": ({ detail, forMs }) =>
    standing(
      { verb: "watch" },
      { close: "clean", afterEvents: 1 + (detail % 3) },
      forMs,
      1 + (detail % 3),
    ),
  "half-open": ({ forMs }) => standing({ open: true }, { stall: true }, forMs),
  "slow-answers": ({ detail, forMs }) =>
    standing(
      { verb: ["list", "watch"] },
      { latency: { min: 0, max: 20 + (detail % 400) }, at: "response" },
      forMs,
    ),
  "slow-events": ({ detail, forMs }) =>
    standing(
      { verb: "watch" },
      { latency: { min: 0, max: 20 + (detail % 400) }, at: "event" },
      forMs,
    ),
  "no-bookmarks": ({ forMs }) => standing({ verb: "watch" }, { bookmarks: "none" }, forMs),
  "no-streaming": ({ forMs }) => standing({ verb: "watch" }, { refuseStreamingList: true }, forMs),
};

/** Faults that hurt together more than apart. */
const composites: Readonly<Record<string, ActionKind>> = {
  // A busy machine: news wait in the queue while the watch expires and a new list arrives.
  "relist-behind-backlog": ({ informers, detail }) => [
    { afterMs: 0, action: starve(informers, detail, "controller", 3000 + (detail % 2000)) },
    { afterMs: 300 + (detail % 1300), action: { do: "expire-watches" } },
  ],
  // Another object under the old name, while the deletion of the first still waits.
  "recreated-behind-backlog": ({ informers, object, detail }) => [
    { afterMs: 0, action: starve(informers, detail, "controller", 3000 + (detail % 2000)) },
    { afterMs: 100, action: { do: "delete", ...object } },
    { afterMs: 300 + (detail % 1300), action: { do: "expire-watches" } },
    { afterMs: 301 + (detail % 1300), action: { do: "create", ...object } },
  ],
  // Silence, and what happened meanwhile is forgotten.
  "blackout-then-compaction": ({ detail }) => [
    { afterMs: 0, action: standing({ open: true }, { stall: true }, 1 + (detail % 900)) },
    { afterMs: 1 + (detail % 900), action: { do: "compact" } },
    { afterMs: 2 + (detail % 900), action: { do: "restart-server" } },
  ],
};

/** What a busy machine or the program itself does. */
const local: Readonly<Record<string, ActionKind>> = {
  "starve-controller": ({ informers, detail, forMs }) =>
    starve(informers, detail, "controller", forMs),
  "starve-reflector": ({ informers, detail, forMs }) =>
    starve(informers, detail, "reflector", forMs),
  "slow-handler": ({ informers, detail }) => {
    const informer = informers[detail % informers.length];
    const handler = informer?.handlers?.[0];
    return {
      do: "slow-handler",
      informer: informer === undefined ? "nodes" : informerName(informer),
      handler: handler?.name ?? "a",
      durationMs: 10 * (detail % 50),
    };
  },
};

/**
 * The kinds of operation of one run, chosen by a number: all writes, and two to five of the rest; in every fourth run
 * none of the server's faults.
 */
export function operationKinds(swarm: number): readonly ActionKind[] {
  const chosen = { ...writes };
  const candidates = Object.entries(
    swarm % 4 === 0 ? local : { ...faults, ...composites, ...local },
  );
  let rest = Math.floor(swarm / 4);
  const wanted = 2 + (rest % 4);
  rest = Math.floor(rest / 4);
  for (let count = 0; count < wanted && candidates.length > 0; count++) {
    const [entry] = candidates.splice(rest % candidates.length, 1);
    rest = Math.floor(rest / 7);
    if (entry !== undefined) chosen[entry[0]] = entry[1];
  }
  const kinds = Object.values(chosen);
  // Few kinds of fault against six of writes: each fault counts twice, so that about half of a script is trouble.
  return [...kinds, ...kinds.slice(Object.keys(writes).length)];
}

/** Reads the numbers of one operation: usually one, for composite faults several. */
export function toOperations(
  [id, kind, key, time, detail]: OperationDraw,
  kinds: readonly ActionKind[],
  informers: readonly InformerProgram[],
  timeMsMax: number,
): readonly Operation[] {
  const make = kinds[kind % kinds.length] ?? writes["create"];
  const made = make?.({
    object: { resource: "nodes", name: `n${key + 1}` },
    detail,
    informers,
    forMs: 1 + Math.floor(((detail % 100) * timeMsMax) / 150),
  });
  const name = `o${id.toString(36)}`;
  const atMs = Math.floor((time * timeMsMax) / 1000);
  if (made === undefined) return [];
  if (!isComposite(made)) return [{ id: name, atMs, ...made }];
  return made.map(({ afterMs, action }, index) => ({
    id: `${name}-${index + 1}`,
    atMs: atMs + afterMs,
    ...action,
  }));
}

function isComposite(made: Action | Composite): made is Composite {
  return Array.isArray(made);
}

function standing(on: FaultMatch, action: Fault["do"], forMs: number, times?: number): Action {
  const life = times === undefined ? {} : { life: { times } };
  return { do: "fault", fault: { on, ...life, do: action }, forMs };
}

function starve(
  informers: readonly InformerProgram[],
  detail: number,
  part: "reflector" | "controller",
  forMs: number,
): Action {
  const informer = informers[detail % informers.length];
  return {
    do: "starve",
    informer: informer === undefined ? "nodes" : informerName(informer),
    part,
    forMs,
  };
}

function zoneOf(detail: number): Readonly<Record<string, string>> {
  return { zone: detail % 2 === 0 ? "a" : "b" };
}
