import type { LocalizedText } from "../scenario/localized-text.ts";
import type { InformerProgram } from "../scenario/scenario.ts";
import type { ReplacementParts } from "../simulate/replacement-parts.ts";

/** A mistake that somebody made, or could: a part that takes the place of the right one. */
export interface PlantedBug {
  readonly name: string;
  /** The lie in one sentence. */
  readonly title: LocalizedText;
  /** The real one, where there is one: `owner/repository#number`. */
  readonly ancestor?: string;
  /** Ids of invariants, any of which must catch it. */
  readonly caughtBy: readonly string[];
  /** Queues in which it can show. @defaultValue all */
  readonly queues?: readonly NonNullable<InformerProgram["queue"]>[];
  /** Runs within which it must be found, whatever the seed. */
  readonly budget: number;
  /** Most operations of the smallest scenario that shows it. @defaultValue 8 */
  readonly operationsMax?: number;
  /** Called once per run. */
  parts(): ReplacementParts;
}
