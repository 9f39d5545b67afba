import type { TraceFile } from "@informerlab/core/trace";
import type { Level, LocalizedText, Scenario, TextProblem } from "@informerlab/test";
import type { InputNote, InputProblem } from "@informerlab/visualizer";
import type { Completion } from "../completion/completion.ts";
import type { LevelVerdict } from "../levels/level-verdict.ts";
import type { Exchange } from "../network/exchange.ts";

/** A rule that a run broke, with everything a page needs to say so. */
export interface BrokenRule {
  readonly id: string;
  readonly title: LocalizedText;
  readonly source: string;
  readonly message: LocalizedText;
  /** The record at which it showed. */
  readonly seq: number;
}

/** What the invariants say of a trace. */
export interface Judgement {
  readonly holding: number;
  readonly notReached: number;
  readonly broken: readonly BrokenRule[];
}

/** A run, or a trace from elsewhere, ready to be shown. */
export interface RunResult {
  readonly trace: TraceFile;
  readonly judgement: Judgement;
  /** Absent for traces of real programs. */
  readonly scenario?: Scenario;
  /** The scenario as people write it. */
  readonly yaml?: string;
  /** What goes behind a link to the scenario, so that its text comes along; empty where there is no need. */
  readonly textPart?: string;
  /** The record that a link points at. */
  readonly seq?: number;
  /** What a reader should know about a file that was opened. */
  readonly notes?: readonly InputNote[];
  /** False when the run was cut off at its end time. */
  readonly isQuiet: boolean;
  /** Where the run is a try at a level. */
  readonly level?: LevelVerdict;
}

/** What a page may ask of the simulator. */
export type SimulatorRequest =
  | {
      readonly do: "run-yaml";
      readonly yaml: string;
      readonly source: string;
      /** By which the run is judged. */
      readonly level?: Level | undefined;
    }
  | { readonly do: "run"; readonly scenario: Scenario }
  | {
      readonly do: "open-link";
      readonly fragment: string;
      readonly level?: Level | undefined;
    }
  /** A scenario, a trace, or what kubectl printed. */
  | { readonly do: "open-file"; readonly text: string; readonly source: string };

/** What a fork asks: the trace alone, by no more than that needs. */
export interface TraceRequest {
  readonly do: "trace";
  readonly scenario: Scenario;
}

/** What the informers of a run ask their server, and are told. */
export interface ExchangesRequest {
  readonly do: "exchanges";
  readonly scenario: Scenario;
}

/** What an editor asks of a text that is being written. */
export type TextRequest =
  /** What Run would refuse. */
  | { readonly do: "check-yaml"; readonly yaml: string }
  /** What goes behind a link with this scenario so that the text comes along. */
  | { readonly do: "link-text"; readonly yaml: string; readonly scenarioPart: string }
  /** What may stand at an offset. */
  | { readonly do: "complete-yaml"; readonly yaml: string; readonly offset: number };

/** A request with the number under which its answer comes back. */
export type NumberedRequest = AnyRequest & { readonly number: number };

/** Whatever a page may ask. */
export type AnyRequest = SimulatorRequest | TraceRequest | ExchangesRequest | TextRequest;

/** An answer: a result, or a sentence that says what was wrong and where. */
export type NumberedAnswer =
  | { readonly number: number; readonly result: RunResult }
  | { readonly number: number; readonly trace: TraceFile }
  | { readonly number: number; readonly exchanges: readonly Exchange[] }
  | { readonly number: number; readonly problems: readonly TextProblem[] }
  | { readonly number: number; readonly completion: Completion }
  | { readonly number: number; readonly textPart: string }
  | {
      readonly number: number;
      readonly problem: string;
      /** The same in every language, where it is about a file. */
      readonly input?: InputProblem;
    };
