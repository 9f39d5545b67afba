import { readFileSync } from "node:fs";
import { basename } from "node:path";
import process from "node:process";
import { Command, CommanderError } from "commander";
import { playVectorFile, VectorFileError } from "./vector-file.ts";

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
  .option("--lines <number>", "differences printed for each sequence", "5")
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  .exitOverride();

interface Options {
  readonly name?: string;
  readonly lines: string;
}

/** Reads the command line, plays the files, prints; answers the exit code. */
function main(): number {
  command.parse();
  const options = command.opts<Options>();
  let passed = 0;
  let failed = 0;
  for (const file of command.args) {
    const results = playVectorFile(readFileSync(file, "utf8"), options.name ?? "");
    const differing = results.filter(({ differences }) => differences.length > 0);
    for (const { name, differences } of differing)
      printDifferences(name, differences, Number(options.lines));
    console.log(
      `${basename(file)}: ${results.length - differing.length} of ${results.length} sequences agree`,
    );
    passed += results.length - differing.length;
    failed += differing.length;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function printDifferences(name: string, differences: readonly string[], linesMax: number): void {
  console.log(`✗ ${name}`);
  for (const line of differences.slice(0, linesMax)) console.log(`    ${line}`);
  if (differences.length > linesMax) console.log(`    … ${differences.length - linesMax} more`);
}

try {
  process.exitCode = main();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
  } else if (
    error instanceof VectorFileError ||
    (error as NodeJS.ErrnoException).code !== undefined
  ) {
    console.error(`conformance: ${(error as Error).message}`);
    process.exitCode = 2;
  } else {
    throw error;
  }
}
