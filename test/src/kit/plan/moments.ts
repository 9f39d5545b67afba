import { type Random, randomInteger } from "@informerlab/core";

/** A write of a process reaches the server: a variation of the run can aim at it. */
export interface Moment {
  /** Virtual milliseconds since the start. */
  readonly atMs: number;
  /** `create`, `update`, `patch`, `delete`, `deletecollection`. */
  readonly verb: string;
  readonly resource: string;
  /** Where the request names an object; a create names its namespace only. */
  readonly key: string;
  readonly process: string;
  /** Another process, or an earlier life, wrote that object last. */
  readonly isTurn: boolean;
}

/** Most moments of a run that are kept. */
export const momentsMax = 500;

/**
 * One of them: first whose and of what kind, so that what is seldom is not lost among what goes on all the time; every
 * second time one at which the writer changes, where there are such.
 */
export function chosenMoment(moments: readonly Moment[], random: Random): Moment | undefined {
  const turns = moments.filter(({ isTurn }) => isTurn);
  const isOfTurns = randomInteger(random, 2) === 0 && turns.length > 0;
  const kinds = new Map<string, Moment[]>();
  for (const moment of isOfTurns ? turns : moments) {
    const kind = `${moment.process} ${moment.verb} ${moment.resource}`;
    const alike = kinds.get(kind);
    if (alike === undefined) kinds.set(kind, [moment]);
    else alike.push(moment);
  }
  const alike = pick([...kinds.values()], random);
  return alike && pick(alike, random);
}

/** Any one of them. */
export function pick<T>(all: readonly T[], random: Random): T | undefined {
  return all[Math.floor(random.next() * all.length)];
}
