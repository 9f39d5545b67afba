import { type Random, randomInteger, seededRandom } from "@informerlab/core";
import type { ChaosOptions } from "../controller.ts";
import type { ChaosPlan, ChosenObject, PlanAction, PlanOperation } from "./plan.ts";
import { troubleNames, troubleOf } from "./trouble.ts";
import { changeOf, createOf, namedOf } from "./user-acts.ts";
import type { Subject } from "./workload.ts";

/** A write of a process reaches the server: a variation of the run can aim at it. */
export interface Moment {
  /** Virtual milliseconds since the start. */
  readonly atMs: number;
  readonly resource: string;
  /** Where the request names an object; a create names its namespace only. */
  readonly key: string;
  readonly process: string;
}

/** Most moments of a run that are kept. */
export const momentsMax = 500;

/** How often, of ten times, something happens while nobody watches, and how often trouble comes with a write. */
const gapsOfTen = 2;
const troublesOfTen = 3;
/** Within which time after it somebody gives a process in trouble something to do, milliseconds. */
const troubledMs = 6000;
/** Trouble that strikes a process in the midst of its writes. */
const aimable = [
  "stop",
  "pause",
  "crash",
  "cut-off",
  "slow-requests",
  "lost-answer",
  "lost-request",
  "write-failed",
  "too-many-requests",
] as const;
/** For how long nobody watches after a watch expired, at least: milliseconds. */
const gapMs = 600;
/** After a write all has come to rest by then, most likely: milliseconds. */
const restMs = 2000;
/** Most objects that one accident befalls. */
const massMax = 6;

type Act = PlanAction & { readonly afterMs?: number };

/**
 * The same plan, in which somebody also acts at the worst moment: while a write of a controller is on its way, decided
 * upon what is no longer so; or while nobody watches, so that a tombstone is all that tells. Until then the run goes as
 * before, for draws are keyed; chance alone meets such moments seldom, and those that a timer makes hardly ever.
 *
 * @param moments of the run of the plan.
 */
export function aimedPlan(
  plan: ChaosPlan,
  moments: readonly Moment[],
  options: ChaosOptions,
): ChaosPlan | undefined {
  const random = seededRandom(plan.seed ?? 1).fork("aim");
  const moment = pick(moments, random);
  if (moment === undefined) return undefined;
  const { troubles = troubleNames } = options;
  const dice = randomInteger(random, 10);
  const isGap = dice < gapsOfTen && troubles.includes("watch-expired");
  const latencyMs = plan.network?.latencyMs ?? 1;
  const offsetMs = isGap ? restMs : (pick([0, 0, 0, 1, -latencyMs, latencyMs], random) ?? 0);
  const acts = isGap ? actsInGap(options, random) : actsAmid(moment, dice, options, random);
  if (acts.length === 0) return undefined;
  let atMs = Math.max(0, Math.round(moment.atMs + offsetMs));
  const aimed = acts.map(({ afterMs = 0, ...act }, index): PlanOperation => {
    atMs += afterMs;
    return { id: `aimed-${index + 1}`, atMs, ...act };
  });
  return { ...plan, script: [...(plan.script ?? []), ...aimed].sort((a, b) => a.atMs - b.atMs) };
}

/** While a write is on its way: trouble for whoever writes, or somebody who acts. */
function actsAmid(
  moment: Moment,
  dice: number,
  options: ChaosOptions,
  random: Random,
): readonly Act[] {
  const { troubles = troubleNames } = options;
  const struck = aimable.filter((name) => troubles.includes(name));
  if (dice >= gapsOfTen + troublesOfTen || struck.length === 0)
    return actsUpon(moment, options, random);
  const mayGoBack = troubles.includes("crash") && troubles.includes("stale-list");
  if (mayGoBack && randomInteger(random, 4) === 0) return backInTime(moment, random);
  return troubleUpon(moment, pick(struck, random) ?? "pause", options, random);
}

/** What is done to the object that is being written, or to what it was made for. */
function actsUpon(
  { resource, key }: Moment,
  { users = [], accidents = [], troubles = troubleNames }: ChaosOptions,
  random: Random,
): readonly Act[] {
  const own = users.flatMap((subject) =>
    namesOf(subject)
      .filter((which) => subject.resource === resource && isAbout(key, subject, which))
      .map((which) => () => userActs(subject, which, random, hasBystander)),
  );
  const hasBystander = troubles.includes("bystander");
  const others = users.map((subject) => {
    const which = randomInteger(random, namesOf(subject).length);
    return () => userActs(subject, which, random, hasBystander);
  });
  const slash = key.indexOf("/");
  const name = key.slice(slash + 1);
  const namespace = slash < 0 ? {} : { namespace: key.slice(0, slash) };
  const befalling = accidents.map(({ resource: of, do: befalls }) => (): readonly Act[] => {
    const isIt = of === resource && name !== "";
    const chosen = isIt ? { name, ...namespace } : { pick: randomInteger(random, 16) };
    return [accident({ resource: of, ...chosen }, befalls)];
  });
  // Three of four times it is that very object, where users have a say in it.
  const isOwn = own.length > 0 && randomInteger(random, 4) > 0;
  return pick(isOwn ? own : [...others, ...befalling], random)?.() ?? [];
}

/** A process starts again, and the server that it reaches then is behind the one that it wrote to. */
function backInTime({ process }: Moment, random: Random): readonly Act[] {
  const detail = randomInteger(random, 0xffff);
  const forMs = 1 + randomInteger(random, troubledMs);
  const nothing = { resource: "" };
  return [
    {
      ...troubleOf("stale-list", { detail, process, forMs: forMs + 2000, object: nothing }),
    },
    { ...troubleOf("crash", { detail, process, forMs, object: nothing }), afterMs: 1 },
  ];
}

/** Trouble for whoever writes, and then somebody who wants something of it. */
function troubleUpon(
  { process }: Moment,
  name: (typeof aimable)[number],
  { users = [] }: ChaosOptions,
  random: Random,
): readonly Act[] {
  const detail = randomInteger(random, 0xffff);
  const forMs = 1 + randomInteger(random, troubledMs);
  const trouble: Act = troubleOf(name, { detail, process, forMs, object: { resource: "" } });
  const subject = pick(users, random);
  if (subject === undefined) return [trouble];
  const acts = userActs(subject, randomInteger(random, namesOf(subject).length), random);
  return [trouble, ...after(randomInteger(random, troubledMs), acts)];
}

/** What is done while nobody watches a resource, also to many of its objects at once. */
function actsInGap({ users = [], accidents = [] }: ChaosOptions, random: Random): readonly Act[] {
  const acts = users.map((subject) => (): readonly Act[] => {
    const own = userActs(subject, randomInteger(random, namesOf(subject).length), random);
    return [expiry(subject.resource, random), ...after(1 + randomInteger(random, gapMs), own)];
  });
  const befalling = accidents.map(({ resource, do: befalls }) => (): readonly Act[] => {
    const count = randomInteger(random, 2) === 0 ? 1 : massMax;
    const own = Array.from({ length: count }, (_, index) =>
      accident({ resource, pick: befalls === "delete" ? 0 : index }, befalls),
    );
    return [expiry(resource, random), ...after(1 + randomInteger(random, gapMs), own)];
  });
  return pick([...acts, ...befalling], random)?.() ?? [];
}

/** The watches of one resource are enough, and what others are told sooner does not help. */
function expiry(resource: string, random: Random): Act {
  return randomInteger(random, 3) === 0
    ? { do: "expire-watches" }
    : { do: "expire-watches", resource };
}

function after(afterMs: number, [first, ...rest]: readonly Act[]): readonly Act[] {
  return first === undefined ? [] : [{ ...first, afterMs }, ...rest];
}

/** A change, a creation, a deletion, or a deletion and a new object of the same name. */
function userActs(
  subject: Subject,
  which: number,
  random: Random,
  hasBystander = false,
): readonly Act[] {
  const named = namedOf(subject, which);
  const detail = randomInteger(random, 0xffff);
  const remove: Act = { do: "delete", ...named };
  const create = createOf(subject, which, detail);
  const change = changeOf(subject, detail);
  const choices: (readonly Act[])[] = [[{ ...{ do: change.do, ...named }, ...change }], [create]];
  if (subject.deletes !== false) choices.push([remove], [remove, { ...create, afterMs: 1 }]);
  if (hasBystander) {
    const mark = troubleOf("bystander", {
      detail,
      process: "",
      object: named,
      forMs: 1 + randomInteger(random, troubledMs),
    });
    choices.push([mark]);
    // Somebody else's finalizer holds a deletion for a while.
    if (subject.deletes !== false)
      choices.push([{ ...mark, by: "finalizer" } as Act, { ...remove, afterMs: 1 }]);
  }
  return pick(choices, random) ?? [];
}

function accident(
  chosen: ChosenObject,
  befalls: "delete" | Readonly<Record<string, unknown>>,
): Act {
  return befalls === "delete"
    ? { do: "delete", ...chosen }
    : { do: "patch", ...chosen, patch: befalls };
}

function namesOf({ names = ["a", "b"] }: Subject): readonly number[] {
  return names.map((_name, index) => index);
}

function isAbout(key: string, subject: Subject, which: number): boolean {
  const { namespace, name } = namedOf(subject, which);
  // Who leaves the namespace of a namespaced kind out means `default`; of other kinds the key is the name.
  return key === `${namespace ?? "default"}/${name}` || key === name;
}

function pick<T>(all: readonly T[], random: Random): T | undefined {
  return all[Math.floor(random.next() * all.length)];
}
