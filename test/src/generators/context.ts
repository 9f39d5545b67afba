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
  readonly action: Action;
  readonly when?: Operation["when"];
}

/** Makes one kind of action, or several that belong together, from the numbers. */
export type ActionKind = (context: Context) => Action | readonly Part[];

/** The informer that a drawn number means. */
export function informerOf({ informers, detail }: Context): string {
  const informer = informers[detail % informers.length];
  return informer === undefined ? "nodes" : informerName(informer);
}

/** Labels that selectors and indexes of drawn scenarios look at. */
export function zoneOf(detail: number): NonNullable<ScenarioObject["labels"]> {
  return { zone: detail % 2 === 0 ? "a" : "b" };
}
