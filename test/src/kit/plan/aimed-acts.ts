import { type Random, randomInteger } from "@informerlab/core";
import type { ChaosOptions } from "../controller.ts";
import { type Moment, pick } from "./moments.ts";
import type { ChosenObject, Mark, PlanAction } from "./plan.ts";
import { troubleNames, troubleOf } from "./trouble.ts";
import { changeOf, createOf, namedOf } from "./user-acts.ts";
import type { Subject } from "./workload.ts";

/** Something that happens, some time after what happens before it. */
export type Act = PlanAction & { readonly afterMs?: number };

/** Most objects that one accident befalls. */
const massMax = 6;
/** For how long a mark stays that was put there at a worst moment, at most: milliseconds. */
const markedMs = 6000;
/** For how long nobody watches after a watch expired, at least: milliseconds. */
const gapMs = 600;

/** What is done to the object that is being written, or to what it was made for. */
export function actsUpon(
  moment: Moment,
  { users = [], accidents = [], troubles = troubleNames }: ChaosOptions,
  random: Random,
): readonly Act[] {
  const { resource } = moment;
  const hasBystander = troubles.includes("bystander");
  const own: (() => readonly Act[])[] = subjectsOf(moment, users).map(
    ({ subject, which }) =>
      () =>
        userActs(subject, which, random, hasBystander),
  );
  const others = users.map((subject) => {
    const which = randomInteger(random, namesOf(subject).length);
    return () => userActs(subject, which, random, hasBystander);
  });
  const written = namedAt(moment);
  const befalling = accidents.map(({ resource: of, do: befalls }) => (): readonly Act[] => {
    const isIt = of === resource && written !== undefined;
    const chosen = isIt ? written : { resource: of, pick: randomInteger(random, 16) };
    return [accident(chosen, befalls)];
  });
  // An object that is there from the start is no user's, and yet not the controller's own.
  if (hasBystander && own.length === 0 && written !== undefined && users.length > 0)
    befalling.push(() => [markOn(written, random)]);
  // Three of four times it is that very object, where users have a say in it.
  const isOwn = own.length > 0 && randomInteger(random, 4) > 0;
  return pick(isOwn ? own : [...others, ...befalling], random)?.() ?? [];
}

/** What somebody does that gives a process something to do: to what it writes, where users have a say in it, or to anything. */
export function someUserActs(
  moment: Moment,
  { users = [] }: ChaosOptions,
  random: Random,
): readonly Act[] {
  const own = subjectsOf(moment, users);
  const others = users.map((subject) => ({
    subject,
    which: randomInteger(random, namesOf(subject).length),
  }));
  const isOwn = own.length > 0 && randomInteger(random, 2) === 0;
  const chosen = pick(isOwn ? own : others, random);
  return chosen === undefined ? [] : userActs(chosen.subject, chosen.which, random);
}

/** One object changes, and changes again within a while. */
export function twoChanges(
  moment: Moment,
  { users = [] }: ChaosOptions,
  withinMs: number,
  random: Random,
): readonly Act[] {
  const own = subjectsOf(moment, users);
  const any = users.flatMap((subject) => namesOf(subject).map((which) => ({ subject, which })));
  const chosen = pick(own.length > 0 ? own : any, random);
  if (chosen === undefined) return [];
  const { subject, which } = chosen;
  const next = (): readonly Act[] =>
    after(1 + randomInteger(random, withinMs), userActs(subject, which, random));
  return [...next(), ...next()];
}

/** What is done while nobody watches a resource, also to many of its objects at once. */
export function actsInGap(
  { users = [], accidents = [] }: ChaosOptions,
  random: Random,
): readonly Act[] {
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

/** The first of them comes so much later. */
export function after(afterMs: number, [first, ...rest]: readonly Act[]): readonly Act[] {
  return first === undefined ? [] : [{ ...first, afterMs }, ...rest];
}

/** The watches of one resource are enough, and what others are told sooner does not help. */
function expiry(resource: string, random: Random): Act {
  return randomInteger(random, 3) === 0
    ? { do: "expire-watches" }
    : { do: "expire-watches", resource };
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
    choices.push([markOn(named, random)]);
    // Somebody else's finalizer holds a deletion for a while.
    if (subject.deletes !== false)
      choices.push([markOn(named, random, "finalizer"), { ...remove, afterMs: 1 }]);
  }
  return pick(choices, random) ?? [];
}

/** Somebody else puts something on it. */
function markOn(object: ChosenObject, random: Random, by?: Mark): Act {
  const detail = randomInteger(random, 0xffff);
  const forMs = 1 + randomInteger(random, markedMs);
  const mark = troubleOf("bystander", { detail, process: "", object, forMs });
  return by === undefined ? mark : ({ ...mark, by } as Act);
}

function accident(
  chosen: ChosenObject,
  befalls: "delete" | Readonly<Record<string, unknown>>,
): Act {
  return befalls === "delete"
    ? { do: "delete", ...chosen }
    : { do: "patch", ...chosen, patch: befalls };
}

/** Whose object it is that is being written. */
function subjectsOf(
  { resource, key }: Moment,
  users: readonly Subject[],
): readonly { readonly subject: Subject; readonly which: number }[] {
  return users.flatMap((subject) =>
    namesOf(subject)
      .filter((which) => subject.resource === resource && isAbout(key, subject, which))
      .map((which) => ({ subject, which })),
  );
}

/** The object that is being written; what creates names none. */
function namedAt({ resource, key }: Moment): ChosenObject | undefined {
  const slash = key.indexOf("/");
  const name = key.slice(slash + 1);
  if (name === "") return undefined;
  return { resource, name, ...(slash < 0 ? {} : { namespace: key.slice(0, slash) }) };
}

function namesOf({ names = ["a", "b"] }: Subject): readonly number[] {
  return names.map((_name, index) => index);
}

function isAbout(key: string, subject: Subject, which: number): boolean {
  const { namespace, name } = namedOf(subject, which);
  // Who leaves the namespace of a namespaced kind out means `default`; of other kinds the key is the name.
  return key === `${namespace ?? "default"}/${name}` || key === name;
}
