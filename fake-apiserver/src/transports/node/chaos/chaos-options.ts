import { type Command, InvalidArgumentError } from "commander";
import { messageOf } from "../../../codec/message-of.ts";
import { parseDurationMs } from "../../duration.ts";
import { toCount } from "../command/option-values.ts";
import { UsageError } from "../command/usage-error.ts";

/** What the command line says about runs with drawn faults. */
export interface ChaosOptions {
  /** `mild`, `rough`, or the path of a plan. */
  readonly plan: string;
  readonly firstSeed: number;
  readonly runs: number;
  /** Where what is known of failed runs is kept. */
  readonly folder: string;
  readonly timeoutMs: number;
  /** How many runs may be spent on making one failure small. */
  readonly smallerRunsMax: number;
  /** What else stood before the command, as it was given: without the plan and its seeds. */
  readonly given: readonly string[];
}

/** The options as commander hands them over. */
export interface RawChaosOptions {
  readonly chaos?: string;
  readonly runs?: number;
  readonly chaosFolder?: string;
  readonly runTimeout?: number;
  readonly smallerRuns?: number;
}

const defaults = {
  runs: 10,
  folder: "fake-apiserver-chaos",
  timeoutMs: 600_000,
  smallerRunsMax: 24,
};

/** Adds the options to a command. */
export function addChaosOptions(command: Command): void {
  command
    .option(
      "--chaos <plan>",
      "run the command once without faults, then with faults drawn by seeds: mild, rough, or a plan in YAML",
    )
    .option("--runs <number>", `with --chaos: how many seeds (default: ${defaults.runs})`, toCount)
    .option(
      "--chaos-folder <folder>",
      `with --chaos: keeps what is known of failed runs (default: ${defaults.folder})`,
    )
    .option(
      "--run-timeout <duration>",
      "with --chaos: a run that takes longer has failed (default: 10m)",
      toDurationMs,
    )
    .option(
      "--smaller-runs <number>",
      `with --chaos: runs that may be spent on making a failure small (default: ${defaults.smallerRunsMax})`,
      toCount,
    );
}

/**
 * What the options say; undefined where no chaos is asked for.
 *
 * @throws UsageError for options that mean nothing without one another.
 */
export function toChaosOptions(
  raw: RawChaosOptions,
  firstSeed: number | undefined,
  command: readonly string[] | undefined,
  args: readonly string[],
): ChaosOptions | undefined {
  const { chaos, runs, chaosFolder, runTimeout, smallerRuns } = raw;
  if (chaos === undefined) {
    const given = { "--runs": runs, "--chaos-folder": chaosFolder, "--run-timeout": runTimeout };
    const [lonely] = Object.entries({ ...given, "--smaller-runs": smallerRuns }).find(
      ([, value]) => value !== undefined,
    ) ?? [undefined];
    if (lonely !== undefined) throw new UsageError(`${lonely} needs --chaos mild|rough|FILE`);
    return undefined;
  }
  if (command === undefined) {
    throw new UsageError("--chaos needs a command to run: exec --chaos mild -- COMMAND");
  }
  return {
    plan: chaos,
    firstSeed: firstSeed ?? 1,
    runs: runs ?? defaults.runs,
    folder: chaosFolder ?? defaults.folder,
    timeoutMs: runTimeout ?? defaults.timeoutMs,
    smallerRunsMax: smallerRuns ?? defaults.smallerRunsMax,
    given: withoutSeeds(withoutCommand(args, command)),
  };
}

function withoutCommand(args: readonly string[], command: readonly string[]): readonly string[] {
  const given = args.slice(0, args.length - command.length);
  return given.at(-1) === "--" ? given.slice(0, -1) : given;
}

/** Options that say which faults are drawn and how often, each with one value. */
const drawn = new Set(["--chaos", "--runs"]);

/** What a run is made with, but for the faults. `--seed` of a number is the first seed; other seeds are files. */
function withoutSeeds(given: readonly string[]): readonly string[] {
  const left: string[] = [];
  for (let index = 0; index < given.length; index++) {
    const word = given[index] ?? "";
    const [name = "", inline] = word.split(/=(.*)/s);
    const value = inline ?? given[index + 1] ?? "";
    const isDrawn = drawn.has(name) || (name === "--seed" && /^\d+$/.test(value));
    if (!isDrawn) left.push(word);
    else if (inline === undefined) index += 1;
  }
  return left;
}

function toDurationMs(text: string): number {
  if (/^[\d.]+$/.test(text)) {
    throw new InvalidArgumentError("A duration with its unit is wanted, such as 90s or 10m.");
  }
  try {
    return parseDurationMs(text);
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}
