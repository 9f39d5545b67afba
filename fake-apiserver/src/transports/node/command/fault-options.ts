import type { Command } from "commander";

/** What every command before which things can go wrong can be asked for. */
export interface FaultOptions {
  /** Path of the faults to begin with. */
  readonly faults: string | undefined;
  /** A command that went well has failed all the same when a fault never struck. */
  readonly requiresFaults: boolean;
  /** Path of the trace. */
  readonly trace: string | undefined;
  readonly randomSeed: string | undefined;
}

/** The options as commander hands them over. */
export interface RawFaultOptions {
  readonly faults?: string;
  readonly requireFaults?: true;
  readonly trace?: string;
  readonly randomSeed?: string;
}

/** Adds the options to a command; `chances`: what its seed fixes. */
export function addFaultOptions(command: Command, chances: string): void {
  command
    .option("--faults <file>", "faults to begin with: YAML or JSON")
    .option(
      "--require-faults",
      "end with 3 when a command went well but one of the faults never struck",
    )
    .option("--trace <file>", "write the trace here, as JSON lines")
    .option("--random-seed <seed>", `fixes ${chances}`);
}

/** What the options say. */
export function faultOptionsOf(raw: RawFaultOptions): FaultOptions {
  const { faults, requireFaults = false, trace, randomSeed } = raw;
  return { faults, requiresFaults: requireFaults, trace, randomSeed };
}
