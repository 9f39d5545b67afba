import { parseArgs } from "node:util";

/** What a program that compares servers is asked with: where the real one is, which questions, what to show. */
export interface CompareOptions {
  /** Empty: the recording is compared. */
  readonly url: string;
  readonly token: string;
  readonly seed: string;
  readonly record: boolean;
  /** Patches, applies, deletions, scales and two changes at once are asked, too. */
  readonly wide: boolean;
  /** Questions in which several things are changed at once are asked instead. */
  readonly several: boolean;
  /** Versions that a server serves only when it is told to are asked about. */
  readonly beta: boolean;
  /** So many disagreements at the most. */
  readonly show: string;
}

/** Reads the command line. */
export function compareOptions(): CompareOptions {
  const { values } = parseArgs({
    options: {
      url: { type: "string", default: "" },
      token: { type: "string", default: "oracle" },
      seed: { type: "string", default: "1" },
      record: { type: "boolean", default: false },
      wide: { type: "boolean", default: false },
      several: { type: "boolean", default: false },
      beta: { type: "boolean", default: false },
      show: { type: "string", default: "0" },
    },
  });
  return values;
}
