import type { TraceFile } from "@informerlab/core/trace";
import type { Outcome } from "../model/readers/outcome.ts";
import type { LocalizedText } from "../model/timeline/story.ts";
import type { QueueFlavour } from "../model/world/world.ts";

/** Where a run is forked. */
export interface ForkPoint {
  /** Virtual milliseconds since the start of the run. */
  readonly atMs: number;
  /** The last record that both futures have. */
  readonly seq: number;
}

/** One edit of a scenario that a reader can make at the playhead. */
export interface ForkChoice {
  readonly id: string;
  readonly label: LocalizedText;
  /** One sentence on what it does. */
  readonly hint?: LocalizedText;
  /** It breaks a promise of Kubernetes: offered apart from the others. */
  readonly isUnsound?: boolean;
  /** The edited copy of the scenario. */
  apply(scenario: unknown, at: ForkPoint): unknown;
}

/** A number of a scenario that a reader can turn, to see what every value of it would do. */
export interface LadderChoice {
  readonly id: string;
  readonly label: LocalizedText;
  /** The values that are tried, ascending, with their names: `200 ms`. */
  readonly rungs: readonly { readonly value: number; readonly name: string }[];
  /** The copy of the scenario with that value; undefined when it has nothing of that kind. */
  apply(scenario: unknown, value: number): unknown;
}

/** How a page is told of an exploration. */
export interface Exploration {
  /** Whose copy is judged. @defaultValue the first informer */
  readonly informer?: string | undefined;
  /** Aborted: nothing more is wanted. */
  readonly signal: AbortSignal;
  /** The run with this number of `scenarios` is done; undefined when it could not be run. */
  readonly done: (index: number, outcome: Outcome | undefined) => void;
}

/** What a page that can run scenarios hands to the picture; with it, forking is offered. */
export interface Runner {
  run(scenario: unknown): TraceFile | Promise<TraceFile>;
  readonly forks: readonly ForkChoice[];
  /** Runs many scenarios somewhere else than on the page's thread, and tells what came of each. */
  explore?(scenarios: readonly unknown[], exploration: Exploration): Promise<void>;
  /** What can be turned besides faults. */
  readonly ladders?: readonly LadderChoice[];
  /** The address of a page that shows this scenario at this step. */
  permalink?(scenario: unknown, step: number): string;
  /** The same scenario with another queue between Reflector and Indexer; with it, the header offers a switch. */
  withQueue?(scenario: unknown, queue: QueueFlavour): unknown;
}
