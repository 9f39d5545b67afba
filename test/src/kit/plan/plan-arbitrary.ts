import fc from "fast-check";
import type { Timed } from "../../scenario/scenario.ts";
import type { ChaosOptions } from "../controller.ts";
import type { ChaosPlan, ChosenObject, PlanAction, PlanOperation } from "./plan.ts";
import {
  clocksApart,
  heavyTroubles,
  type TroubleName,
  troubleNames,
  troubleOf,
} from "./trouble.ts";
import { changeOf, createOf, namedOf } from "./user-acts.ts";
import type { Subject } from "./workload.ts";

/** The numbers of one operation. `id` survives shrinking: draws are keyed by it. */
type OperationDraw = readonly [
  id: number,
  kind: number,
  which: number,
  time: number,
  detail: number,
];

type PlanDraw = readonly [
  seed: number,
  swarm: number,
  shape: readonly [latency: number, jitter: number, isRandom: boolean, timeScale: number],
  operations: readonly OperationDraw[],
];

/** Over how long a script is spread: a burst, a second, half a minute. */
const timeScalesMs = [50, 1000, 8000, 30_000] as const;
const latenciesMs = [1, 5, 20, 100] as const;
/** After how many ways to or from the server what comes close upon another may come. */
const closeLegs = [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 40, 100, 400] as const;
const operationsMaxDefault = 12;
/** In one of so many runs so many times as much happens: what fills up slowly, or is never given back, shows then. */
const churnOnce = 16;
const churnRounds = 5;

/** Makes an action from the numbers of one operation. */
type ActionKind = (which: number, detail: number, forMs: number) => PlanAction | UserWish;

type PlannedAct = Timed & { readonly act: PlanAction | UserWish };

/**
 * Random plans: what users do, and trouble. Each plan has most kinds of trouble switched off, so that the few left act
 * together (swarm testing), every eighth has none; each begins with an object of every kind that users own.
 */
export function planArbitrary(
  options: ChaosOptions,
  processes: readonly string[],
): fc.Arbitrary<ChaosPlan> {
  const { operationsMax = operationsMaxDefault } = options;
  const draw: fc.Arbitrary<PlanDraw> = fc.tuple(
    fc.noShrink(fc.nat(0x7fffffff)),
    fc.noShrink(fc.nat(0x7fffffff)),
    fc.tuple(fc.nat(3), fc.nat(2), fc.boolean(), fc.nat(timeScalesMs.length - 1)),
    fc.array(
      fc.tuple(
        fc.noShrink(fc.nat(0xffffff)),
        fc.nat(0xffff),
        fc.nat(0xff),
        fc.nat(999),
        fc.nat(0xffff),
      ),
      { minLength: 1, maxLength: operationsMax, size: "max" },
    ),
  );
  return draw.map((numbers) => toPlan(numbers, options, processes));
}

function toPlan(
  [seed, swarm, [latency, jitter, isRandom, timeScale], operations]: PlanDraw,
  options: ChaosOptions,
  processes: readonly string[],
): ChaosPlan {
  const { users = [], troubles = troubleNames } = options;
  const timeMsMax = timeScalesMs[timeScale] ?? 1000;
  // A bystander is somebody only where there are objects of users.
  const possible = troubles.filter((name) => name !== "bystander" || users.length > 0);
  const chosen = chosenTroubles(possible, swarm);
  const kinds = actionKinds(options, processes, chosen);
  const first = users.map(
    (subject, index): PlannedAct => ({
      id: `first-${index + 1}`,
      atMs: 0,
      act: { subject, wish: "write", which: 0, detail: swarm + index },
    }),
  );
  const latencyMs = latenciesMs[latency] ?? 1;
  const taken = new Set<string>();
  let lastMs = 0;
  // Without users and with no kind of trouble chosen, nothing happens but what the controllers do.
  const rounds = swarm % churnOnce === 1 ? churnRounds : 1;
  const script = (kinds.length === 0 ? [] : churned(operations, rounds)).map(
    ([id, kind, which, time, detail]): PlannedAct => {
      const make = kinds[kind % kinds.length] as ActionKind;
      const forMs = 1 + Math.floor(((detail % 100) * timeMsMax) / 100);
      // Every second one comes while the controller is busy with the one before: what strikes at rest seldom hurts.
      const isClose = time % 2 === 1;
      lastMs = isClose
        ? lastMs + Math.floor(((closeLegs[time % closeLegs.length] ?? 1) * latencyMs) / 2)
        : Math.floor((time * timeMsMax) / 1000);
      return {
        id: freeName(`o${id.toString(36)}`, taken),
        atMs: lastMs,
        act: make(which, detail, forMs),
      };
    },
  );
  return {
    version: 1,
    processes,
    seed,
    ...(isRandom ? { schedule: "random" } : {}),
    network: { latencyMs, jitterMs: jitter * 9 },
    ...(chosen.includes("clocks-apart") ? { clocks: clocksApart(processes, seed) } : {}),
    script: withUsers(
      [...withoutStreams(processes, chosen), ...first, ...script].sort((a, b) => a.atMs - b.atMs),
    ),
  };
}

/** Lists that stream are never stale: where lists are to be, the server is one that has no streams. */
function withoutStreams(
  processes: readonly string[],
  chosen: readonly TroubleName[],
): readonly PlannedAct[] {
  if (!chosen.includes("stale-list")) return [];
  return processes.map((process, index) => ({
    id: `lists-${index + 1}`,
    atMs: 0,
    act: {
      do: "fault",
      fault: { on: { client: `${process}*` }, do: { refuseStreamingList: true } },
    },
  }));
}

/** More operations of the same kind, each with numbers of its own. */
function churned(operations: readonly OperationDraw[], rounds: number): readonly OperationDraw[] {
  return Array.from({ length: rounds }, (_, round) =>
    operations.map(
      ([id, kind, which, time, detail]): OperationDraw => [
        id + round * 7,
        kind + round * 11,
        which + round * 3,
        (time + round * 131) % 1000,
        detail + round * 17,
      ],
    ),
  ).flat();
}

/** Two operations that drew the same number are told apart: faults of one name cannot both be there. */
function freeName(drawn: string, taken: Set<string>): string {
  let name = drawn;
  while (taken.has(name)) name += "x";
  taken.add(name);
  return name;
}

/** What a user is about to do; whether that is to create or to change depends on what is there by then. */
interface UserWish {
  readonly subject: Subject;
  readonly wish: "write" | "delete";
  readonly which: number;
  readonly detail: number;
}

/** A script in which what users do can happen: what is not there is created, and what is there is not created again. */
function withUsers(script: readonly PlannedAct[]): readonly PlanOperation[] {
  const present = new Map<string, boolean>();
  return script.map(({ act, ...timed }) => {
    if (!("wish" in act)) return { ...timed, ...act };
    const { subject, wish, which, detail } = act;
    const named = namedOf(subject, which);
    const key = `${named.resource} ${named.namespace ?? ""}/${named.name}`;
    const isPresent = present.get(key);
    // What was deleted may still be there, held by a finalizer.
    const mayBeHeld = isPresent === false && detail % 3 === 0;
    if (isPresent !== true && !mayBeHeld) {
      present.set(key, true);
      return { ...timed, ...createOf(subject, which, detail) };
    }
    if (wish === "delete") present.set(key, false);
    if (wish === "delete") return { ...timed, do: "delete", ...named };
    const change = changeOf(subject, detail);
    // In the order in which it reads well.
    return { ...timed, ...{ do: change.do, ...named }, ...change };
  });
}

/** What may happen in one plan: all that users do, and the few kinds of trouble that its number chooses. */
function actionKinds(
  { users = [], accidents = [] }: ChaosOptions,
  processes: readonly string[],
  chosen: readonly TroubleName[],
): readonly ActionKind[] {
  const calm: ActionKind[] = [];
  for (const subject of users) {
    const write: ActionKind = (which, detail) => ({ subject, wish: "write", which, detail });
    calm.push(write, write);
    if (subject.deletes !== false)
      calm.push((which, detail) => ({ subject, wish: "delete", which, detail }));
  }
  for (const { resource, do: befalls } of accidents) {
    calm.push((which) =>
      befalls === "delete"
        ? { do: "delete", resource, pick: which }
        : { do: "patch", resource, pick: which, patch: befalls },
    );
  }
  const trouble = chosen.flatMap((name): readonly ActionKind[] =>
    name === "clocks-apart"
      ? []
      : [
          (which, detail, forMs) =>
            troubleOf(name, {
              detail,
              forMs,
              process: processes[which % processes.length] ?? "",
              object: someObject(users, which),
            }),
        ],
  );
  if (calm.length === 0 || trouble.length === 0) return [...calm, ...trouble];
  // About half of a script is trouble, however many kinds users have.
  const times = Math.max(1, Math.round(calm.length / trouble.length));
  return [...calm, ...Array.from({ length: times }, () => trouble).flat()];
}

function chosenTroubles(troubles: readonly TroubleName[], swarm: number): readonly TroubleName[] {
  if (swarm % 8 === 0) return [];
  let candidates = troubles.flatMap((name) =>
    heavyTroubles.has(name) ? [name, name, name] : [name],
  );
  const chosen: TroubleName[] = [];
  let rest = Math.floor(swarm / 8);
  const wanted = 1 + (rest % 4);
  rest = Math.floor(rest / 4);
  while (chosen.length < wanted && candidates.length > 0) {
    const next = candidates[rest % candidates.length] as TroubleName;
    chosen.push(next);
    candidates = candidates.filter((name) => name !== next);
    rest = Math.floor(rest / 7);
  }
  return chosen;
}

/** An object of users, whether it is there or not. */
function someObject(users: readonly Subject[], which: number): ChosenObject {
  const subject = users[which % users.length];
  return subject === undefined ? { resource: "" } : namedOf(subject, which >> 3);
}
