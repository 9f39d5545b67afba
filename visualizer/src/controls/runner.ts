import type { TraceFile } from "@informerlab/core/trace";
import type { LocalizedText } from "../model/story.ts";
import type { QueueFlavour } from "../model/world.ts";

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

/** What a page that can run scenarios hands to the picture; with it, forking is offered. */
export interface Runner {
  run(scenario: unknown): TraceFile | Promise<TraceFile>;
  readonly forks: readonly ForkChoice[];
  /** The address of a page that shows this scenario at this step. */
  permalink?(scenario: unknown, step: number): string;
  /** The same scenario with another queue between Reflector and Indexer; with it, the header offers a switch. */
  withQueue?(scenario: unknown, queue: QueueFlavour): unknown;
}
