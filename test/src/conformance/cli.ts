import { readFileSync } from "node:fs";
import { basename } from "node:path";
import process from "node:process";
import { gunzipSync } from "node:zlib";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { playVectorFile, type SequenceResult, VectorFileError } from "./vector-file.ts";

function toCount(text: string): number {
  if (/^[0-9]+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("expected a whole number, 0 or more");
}

const command = new Command("conformance")
  .description(
    "Plays golden vectors of the real client-go against this informer and prints the sequences that differ.\n" +
      "The last line is `N passed, M failed`; the exit code is 1 when a sequence differs.",
  )
  .argument(
    "<file...>",
    "vector files: store, deltafifo, realfifo, workqueue, reflector or informer (JSON, also compressed by gzip)",
  )
  .option("--name <text>", "only sequences whose name contains this")
  .option("--lines <number>", "differences printed for each sequence", toCount, 5)
  .configureOutput({
    writeErr: (text) => {
      const line = text.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
      process.stderr.write(`conformance: ${line.trim()}; see --help\n`);
    },
  })
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
  if (passed + failed === 0 && options.name !== undefined) {
    console.error(`conformance: no sequence has ${JSON.stringify(options.name)} in its name`);
    return 2;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function play(file: string, filter: string): SequenceResult[] {
  try {
    return playVectorFile(textOf(readFileSync(file)), filter);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${file}: ${fileProblems[code ?? ""] ?? message}`, { cause: error });
  }
}

/** Vectors are kept compressed in this repository. */
function textOf(content: Buffer): string {
  const isCompressed = content[0] === 0x1f && content[1] === 0x8b;
  return (isCompressed ? gunzipSync(content) : content).toString("utf8");
}

const fileProblems: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "this is a folder; vector files are wanted",
  EACCES: "permission denied",
};

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
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (isBadInput((error as Error).cause)) {
    console.error(`conformance: ${(error as Error).message}`);
    process.exitCode = 2;
  } else {
    throw error;
  }
}
