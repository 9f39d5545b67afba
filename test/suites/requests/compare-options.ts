import { parseArgs } from "node:util";

/** What a program that compares groups of questions is asked with. */
export interface CompareGroupsOptions {
  /** Empty: the recording is compared. */
  readonly url: string;
  readonly token: string;
  readonly record: boolean;
  /** Empty: all. */
  readonly group: string;
}

/** Reads the command line. */
export function compareGroupsOptions(): CompareGroupsOptions {
  const { values } = parseArgs({
    options: {
      url: { type: "string", default: "" },
      token: { type: "string", default: "oracle" },
      record: { type: "boolean", default: false },
      group: { type: "string", default: "" },
    },
  });
  return values;
}
