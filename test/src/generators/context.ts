import { informerName } from "../scenario/defaults.ts";
import type {
  Action,
  InformerProgram,
  ObjectName,
  Operation,
  ScenarioObject,
} from "../scenario/scenario.ts";

/** What the actions of one drawn operation are made from. */
export interface Context {
  readonly object: ObjectName;
  /** Two other objects of the same kind. */
  readonly others: readonly ObjectName[];
  readonly detail: number;
  readonly informers: readonly InformerProgram[];
  /** How long a standing fault stands, milliseconds. */
  readonly forMs: number;
}

/** One action of several that belong together, some time after the first. */
export interface Part {
  readonly afterMs: number;
  /** At this time of the run instead, whenever the others happen. */
  readonly atMs?: number;
  readonly action: Action;
  readonly when?: Operation["when"];
}

/** In place of a name: every object of the kind that is there by then. */
export const all = "*";

/** Makes one kind of action, or several that belong together, from the numbers. */
export type ActionKind = (context: Context) => Action | readonly Part[];

/** The informer that a drawn number means. */
export function informerOf({ informers, detail }: Context): string {
  const informer = informers[detail % informers.length];
  return informer === undefined ? "nodes" : informerName(informer);
}

/** Values of the label that is indexed by its words: in any order, some twice, shared by many. */
const words = ["a", "a.b", "b.a", "a.b.c", "c", "", "b.b", "c.a", "b.c"] as const;

/** Labels that selectors and indexes of drawn scenarios look at. */
export function labelsFor(
  informers: readonly InformerProgram[],
  detail: number,
): NonNullable<ScenarioObject["labels"]> {
  const zone = detail % 2 === 0 ? "a" : "b";
  if (informers.every(({ indexWords }) => indexWords === undefined)) return { zone };
  return { zone, words: words[Math.floor(detail / 2) % words.length] ?? "" };
}

/** {@link labelsFor} of one operation; `turn` tells its parts apart. */
export function labelsOf(
  { informers, detail }: Context,
  turn = 0,
): NonNullable<ScenarioObject["labels"]> {
  return labelsFor(informers, detail + 3 * turn);
}
