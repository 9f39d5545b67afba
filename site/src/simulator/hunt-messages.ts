import type { Language } from "@informerlab/test";
import type { Story } from "@informerlab/visualizer";
import type { RunResult } from "./run-result.ts";
import type { TurningPoint } from "./turning-points.ts";

/** What the chaos lab asks its worker: to find a run in which the planted bug breaks a promise. */
export interface HuntRequest {
  /** Name of the planted bug; empty for the informer as it is. */
  readonly bug: string;
  readonly seed: number;
  readonly runsMax: number;
  /** Of what the test file says; all else comes in every language. */
  readonly language: Language;
}

/** How far a hunt is. */
export interface HuntProgress {
  readonly kind: "progress";
  readonly runs: number;
  readonly elapsedMs: number;
}

/** How a hunt ended. */
export type HuntEnd =
  | { readonly kind: "nothing"; readonly runs: number; readonly elapsedMs: number }
  | {
      readonly kind: "found";
      readonly runs: number;
      readonly shrinks: number;
      readonly elapsedMs: number;
      /** Operations of the scenario that failed first, and of the smallest. */
      readonly operations: { readonly first: number; readonly smallest: number };
      readonly result: RunResult;
      /** What it came of, and from where on it was lost. */
      readonly points: readonly TurningPoint[];
      /** What happened, told for readers. */
      readonly story: Story;
      /** The scenario as a test file for vitest. */
      readonly testFile: string;
    }
  | { readonly kind: "failed"; readonly message: string };

/** What the worker says. */
export type HuntMessage = HuntProgress | HuntEnd;
