import { readFileSync } from "node:fs";
import { basename } from "node:path";
import process from "node:process";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { playVectorFile, type SequenceResult, VectorFileError } from "./vector-file.ts";

function toCount(text: string): number {
  if (/^[0-9]+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("expected a whole number, 0 or more.");
}

const command = new Command("conformance")
  .description(
    "Plays golden vectors of the real client-go against this informer and prints the sequences that differ.\n" +
      "The last line is `N passed, M failed`; the exit code is 1 when a sequence differs.",
  )
  .argument(
    "<file...>",
    "vector files: store, deltafifo, realfifo, workqueue, reflector or informer (JSON)",
  )
  .option("--name <text>", "only sequences whose name contains this")
  .option("--lines <number>", "differences printed for each sequence", toCount, 5)
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  .exitOverride();

interface Options {
  readonly name?: string;
  readonly lines: number;
}

/** Reads the command line, plays the files, prints; answers the exit code. */
function main(): number {
  command.parse();
  const options = command.opts<Options>();
  let passed = 0;
  let failed = 0;
  for (const file of command.args) {
    const results = play(file, options.name ?? "");
    const differing = results.filter(({ differences }) => differences.length > 0);
    for (const { name, differences } of differing)
      printDifferences(name, differences, options.lines);
    console.log(
      `${basename(file)}: ${results.length - differing.length} of ${results.length} sequences agree`,
    );
    passed += results.length - differing.length;
    failed += differing.length;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function play(file: string, filter: string): SequenceResult[] {
  try {
    return playVectorFile(readFileSync(file, "utf8"), filter);
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

function printDifferences(name: string, differences: readonly string[], linesMax: number): void {
  console.log(`✗ ${name}`);
  for (const line of differences.slice(0, linesMax)) console.log(`    ${line}`);
  if (differences.length > linesMax) console.log(`    … ${differences.length - linesMax} more`);
}

function isBadInput(cause: unknown): boolean {
  return cause instanceof VectorFileError || (cause as NodeJS.ErrnoException)?.code !== undefined;
}

try {
  process.exitCode = main();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
  } else if (isBadInput((error as Error).cause)) {
    console.error(`conformance: ${(error as Error).message}`);
    process.exitCode = 2;
  } else {
    throw error;
  }
}
