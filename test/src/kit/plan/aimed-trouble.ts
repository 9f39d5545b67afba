import { type Random, randomInteger } from "@informerlab/core";
import type { Fault, FaultMatch } from "@informerlab/fake-apiserver";
import type { ChaosOptions } from "../controller.ts";
import { type Act, after, someUserActs, twoChanges } from "./aimed-acts.ts";
import { type Moment, pick } from "./moments.ts";
import { type PassingTrouble, troubleNames, troubleOf, writeVerbs } from "./trouble.ts";

/** Within which time after it somebody gives a process in trouble something to do, milliseconds. */
const troubledMs = 6000;
/** How soon after trouble has ended somebody acts, at most: milliseconds. */
const soonMs = 2000;
/** For how long a write is held up, at least and at most: milliseconds. */
const heldMs = { min: 200, max: 2000 };
/** For how long one resource is not written, at least and at most: shorter than a lease, and longer; milliseconds. */
const refusedMs = { min: 6000, max: 30_000 };
/** How late the watch of one resource is, at most: milliseconds. */
const lagMs = 4000;
/** How many revisions behind a server is that a process starts from, at most. */
const behindMax = 6;

/** Trouble that strikes a process in the midst of its writes, the more often the more programs have to say to it. */
const aimable = {
  ...{ stop: 1, pause: 1, crash: 1, "cut-off": 1, "slow-requests": 1 },
  ...{ "lost-answer": 2, "lost-request": 1 },
  ...{ conflict: 4, "write-failed": 2, "too-many-requests": 2 },
} as const;

type Aimable = keyof typeof aimable;

/** Trouble at a moment: what it needs that may strike, how often it is chosen, and what comes then. */
interface AimedTrouble {
  readonly needs: readonly PassingTrouble[];
  readonly weight: number;
  readonly acts: (moment: Moment, options: ChaosOptions, random: Random) => readonly Act[];
}

const everyAim: readonly AimedTrouble[] = [
  ...(Object.keys(aimable) as Aimable[]).map((name) => ({
    needs: [name],
    weight: aimable[name],
    acts: (...of: AimedArguments) => troubleUpon(name, ...of),
  })),
  { needs: ["crash", "stale-list"], weight: 4, acts: backInTime },
  { needs: ["slow-requests"], weight: 5, acts: heldUp },
  { needs: ["verb-refused"], weight: 2, acts: refusedForLong },
  { needs: ["slow-watch"], weight: 4, acts: whileItLags },
];

type AimedArguments = Parameters<AimedTrouble["acts"]>;

/** Trouble for whoever writes at a moment, of the kinds that may strike; undefined: none may. */
export function aimedTrouble(
  moment: Moment,
  options: ChaosOptions,
  random: Random,
): readonly Act[] | undefined {
  const { troubles = troubleNames } = options;
  const possible = everyAim
    .filter(({ needs }) => needs.every((name) => troubles.includes(name)))
    .flatMap((aim) => Array.from({ length: aim.weight }, () => aim));
  return pick(possible, random)?.acts(moment, options, random);
}

/** Trouble, and then somebody who wants something of whoever is in it, or was. */
function troubleUpon(
  name: Aimable,
  moment: Moment,
  options: ChaosOptions,
  random: Random,
): readonly Act[] {
  const { process } = moment;
  const detail = randomInteger(random, 0xffff);
  const forMs = 1 + randomInteger(random, troubledMs);
  const trouble = troubleOf(name, { detail, process, forMs, object: { resource: "" } });
  const lastsMs = "forMs" in trouble ? (trouble.forMs ?? 0) : 0;
  const struck = isOfItsOwnKind(name, moment) ? trouble : matching(moment, trouble, random);
  const acts = someUserActs(moment, options, random);
  // What somebody does next often mends what a request that failed has left undone.
  const isAlone = trouble.do === "fault" && randomInteger(random, 2) === 0;
  const isAfterwards = randomInteger(random, 3) === 0;
  const laterMs = isAfterwards
    ? lastsMs + randomInteger(random, soonMs)
    : randomInteger(random, troubledMs);
  return isAlone ? [struck] : [struck, ...after(laterMs, acts)];
}

/** Who is cut off is so from everything, and who creates meets no conflict. */
function isOfItsOwnKind(name: Aimable, { verb }: Moment): boolean {
  return name === "cut-off" || (name === "conflict" && verb !== "update" && verb !== "patch");
}

/** A fault that strikes the very write; now and then whatever the process asks. */
function matching(moment: Moment, trouble: Act, random: Random): Act {
  if (trouble.do !== "fault" || randomInteger(random, 4) === 0) return trouble;
  const { fault } = trouble;
  return { ...trouble, fault: { ...fault, on: { ...fault.on, ...writesAs(moment) } } };
}

/** A process starts again, the server that it reaches then is behind the one that it wrote to, and somebody acts. */
function backInTime(moment: Moment, options: ChaosOptions, random: Random): readonly Act[] {
  const { process } = moment;
  const { troubles = troubleNames } = options;
  const client = `${process}*`;
  const downMs = randomInteger(random, 4) * 200;
  const forMs = downMs + 2000 + randomInteger(random, troubledMs);
  const byRevisions = 1 + randomInteger(random, behindMax);
  const mayLag = troubles.includes("slow-watch") && randomInteger(random, 2) === 0;
  return [
    { do: "fault", fault: { on: { client }, do: { refuseStreamingList: true } }, forMs },
    {
      do: "fault",
      fault: { on: { verb: "list", client }, do: { stale: { byRevisions } } },
      forMs,
    },
    ...(mayLag ? [lagging(process, {}, 1 + randomInteger(random, lagMs), forMs)] : []),
    { do: "crash", process, downMs, afterMs: 1 },
    ...after(downMs + randomInteger(random, 500), someUserActs(moment, options, random)),
  ];
}

/** The write takes long to arrive, or its answer does, and meanwhile its process ends or somebody acts. */
function heldUp(moment: Moment, options: ChaosOptions, random: Random): readonly Act[] {
  const { process } = moment;
  const { troubles = troubleNames } = options;
  const latency = heldMs.min + randomInteger(random, heldMs.max - heldMs.min);
  const held: Act = {
    do: "fault",
    fault: {
      on: { ...writesAs(moment), client: `${process}*` },
      life: { times: 1 },
      do: { latency, at: randomInteger(random, 3) === 0 ? "response" : "request" },
    },
    forMs: latency,
  };
  const ends: (readonly Act[])[] = [[]];
  // What the next life cannot guard itself against is none of its mistakes: only over what is there a version decides.
  if (troubles.includes("crash") && moment.verb !== "create")
    ends.push([{ do: "crash", process, downMs: 0 }]);
  if (troubles.includes("stop"))
    ends.push([{ do: "stop", process, graceMs: latency + randomInteger(random, 3000), downMs: 0 }]);
  const underWayMs = 1 + randomInteger(random, latency / 2);
  const end = after(underWayMs, pick(ends, random) ?? []);
  const acts = someUserActs(moment, options, random);
  return [held, ...end, ...after(1 + randomInteger(random, latency / 2), acts)];
}

/** Nobody may write what is written at that moment, for longer than most leases last; all else goes on. */
function refusedForLong(moment: Moment, options: ChaosOptions, random: Random): readonly Act[] {
  const forMs = refusedMs.min + randomInteger(random, refusedMs.max - refusedMs.min);
  const { resource } = writesAs(moment);
  const status = pick([403, 429, 500, 503, 0], random) ?? 403;
  const refusal: Fault["do"] = status === 0 ? { reset: "before-headers" } : { status };
  return [
    {
      do: "fault",
      fault: { on: { verb: writeVerbs, resource, client: `${moment.process}*` }, do: refusal },
      forMs,
    },
    ...after(randomInteger(random, forMs + soonMs), someUserActs(moment, options, random)),
  ];
}

/** One resource is told of late, and what it depends on changes twice meanwhile. */
function whileItLags(moment: Moment, options: ChaosOptions, random: Random): readonly Act[] {
  const resources = [moment.resource, ...(options.users ?? []).map(({ resource }) => resource)];
  const resource = pick(resources, random) ?? moment.resource;
  const latencyMs = 1 + randomInteger(random, lagMs);
  const forMs = latencyMs + randomInteger(random, troubledMs);
  return [
    lagging(moment.process, { resource }, latencyMs, forMs),
    ...twoChanges(moment, options, latencyMs, random),
  ];
}

function lagging(process: string, on: FaultMatch, latencyMs: number, forMs: number): Act {
  const latency = { min: Math.ceil(latencyMs / 4), max: latencyMs };
  return {
    do: "fault",
    fault: {
      on: { ...on, verb: "watch", client: `${process}*` },
      do: { latency, at: "event" },
    },
    forMs,
  };
}

/** Writes as the one at a moment, those of parts such as `pods/eviction` included. */
function writesAs({ verb, resource }: Moment): Pick<FaultMatch, "verb" | "resource"> & {
  readonly resource: readonly string[];
} {
  return { verb: verb as NonNullable<FaultMatch["verb"]>, resource: [resource, `${resource}/*`] };
}
