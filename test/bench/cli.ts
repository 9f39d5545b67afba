import { execFile } from "node:child_process";
import { closeSync, existsSync, openSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Command, InvalidArgumentError } from "commander";
import type { Benchmark, Contestant, Measurement } from "./benchmark.ts";
import { benchmarks } from "./benchmarks.ts";
import { buildGoProgram, type GoProgram, runGoProgram } from "./go-program.ts";
import { type Outcome, type Summary, summarise, tableOf } from "./table.ts";

const run = promisify(execFile);
const thisFile = fileURLToPath(import.meta.url);

interface Options {
  readonly only?: readonly string[];
  readonly runs?: number;
  readonly json?: string;
  readonly go?: string;
}

const runsUsual = 3;

/** How a fresh process is told what to measure; not for people. */
const measureFlag = "--measure";

async function main(): Promise<void> {
  const program = new Command("npm run -s bench --")
    .description(
      "Measures every part beside its peers, taking turns, and prints the medians and ratios.",
    )
    .option(
      "--only <names>",
      `only these, separated by commas: ${benchmarks.map(({ name }) => name).join(", ")}`,
      parseNames,
    )
    .option(
      "--runs <n>",
      "how often each contestant is measured (default: 3; server: 1)",
      parseRuns,
    )
    .argument("[names...]", "the same as --only, separated by spaces", parseName, [])
    .option("--json <file>", "also write every figure of every run to this file")
    .option(
      "--go <folder>",
      "a Go module that measures client-go (default: the one in test/bench/go)",
    )
    .addHelpText("after", afterHelp)
    .parse();
  const { runs, json, go, ...options }: Options = program.opts();
  const named = [...(program.processedArgs[0] as readonly string[]), ...(options.only ?? [])];
  // Before anything is measured: a run takes minutes.
  const problem = problemOf(json, go);
  if (problem !== undefined) {
    console.error(`bench: ${problem}`);
    process.exitCode = 2;
    return;
  }
  const chosen =
    named.length === 0 ? benchmarks : benchmarks.filter(({ name }) => named.includes(name));
  const { model = "unknown processor" } = cpus()[0] ?? {};
  console.log(`Node ${process.version}, ${cpus().length} × ${model.trim()}; medians\n`);
  const needsGo = chosen.some(({ contestants }) => contestants.some((contestant) => contestant.go));
  const goProgram: GoProgram = needsGo ? await buildGoProgram(go) : { unavailable: "not needed" };
  const results: { summary: Summary; outcomes: readonly Outcome[] }[] = [];
  for (const benchmark of chosen) {
    const outcomes = await measureAll(benchmark, runs ?? benchmark.runs ?? runsUsual, goProgram);
    const summary = summarise(benchmark, outcomes);
    console.log(tableOf(benchmark, summary));
    results.push({ summary, outcomes });
  }
  if (json !== undefined) {
    writeFileSync(
      json,
      `${JSON.stringify({ node: process.version, processor: model, runs, results }, undefined, 2)}\n`,
    );
  }
}

const afterHelp = `
Each measurement runs in a fresh process. Figures per CPU second count the
processor time of the whole process, garbage collection and compilation
included, and hardly change when other programs compete for the machine. Ours
and client-node do the work three times before, to be compiled, except for what
a program does once, at its start. A ratio above 1 means that ours is better.`;

/** What is wrong with the paths that were given. */
function problemOf(json: string | undefined, go: string | undefined): string | undefined {
  if (go !== undefined && !existsSync(join(go, "go.mod"))) {
    return `--go ${go}: there is no go.mod in it; a folder with a Go module is wanted`;
  }
  if (json === undefined) return undefined;
  try {
    closeSync(openSync(json, "a"));
    return undefined;
  } catch (error) {
    return `--json ${json} cannot be written: ${error instanceof Error ? error.message : error}`;
  }
}

/** The contestants take turns, so that a busy spell of the machine hits all of them. */
async function measureAll(
  benchmark: Benchmark,
  runs: number,
  go: GoProgram,
): Promise<readonly Outcome[]> {
  const started = await benchmark.startServer?.();
  const outcomes = new Map<Contestant, { runs: Measurement[]; unavailable?: string }>(
    benchmark.contestants.map((contestant) => [contestant, { runs: [] }]),
  );
  for (let turn = 1; turn <= runs; turn++) {
    for (const [contestant, outcome] of outcomes) {
      if (outcome.unavailable !== undefined) continue;
      progress(`${benchmark.name}: ${contestant.name}, ${turn} of ${runs}`);
      try {
        outcome.runs.push(await measureOnce(benchmark, contestant, go, started?.address ?? ""));
      } catch (error) {
        outcome.unavailable = error instanceof Error ? firstLineOf(error) : String(error);
      }
    }
  }
  progress("");
  started?.stop();
  return [...outcomes].map(([{ name }, outcome]) => ({ contestant: name, ...outcome }));
}

async function measureOnce(
  benchmark: Benchmark,
  contestant: Contestant,
  go: GoProgram,
  server: string,
): Promise<Measurement> {
  if (contestant.unavailable !== undefined) throw new Error(contestant.unavailable);
  if (contestant.go !== undefined) {
    if ("unavailable" in go) throw new Error(go.unavailable);
    return runGoProgram(go.binary, contestant.go, server);
  }
  const nodeFlags = [
    ...process.execArgv.filter((flag) => flag.startsWith("--conditions")),
    "--expose-gc",
  ];
  const args = [
    ...nodeFlags,
    "--max-old-space-size=4096",
    thisFile,
    measureFlag,
    benchmark.name,
    contestant.name,
    server,
  ];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 2 ** 24 });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Measurement;
}

async function measureHere(benchmark = "", contestant = "", server = ""): Promise<void> {
  const measured = benchmarks
    .find(({ name }) => name === benchmark)
    ?.contestants.find(({ name }) => name === contestant);
  if (measured?.measure === undefined)
    throw new Error(`nothing to measure: ${benchmark}, ${contestant}`);
  console.log(JSON.stringify(await measured.measure(server)));
  process.exit();
}

function parseName(text: string, before: readonly string[]): readonly string[] {
  return [...before, ...parseNames(text)];
}

function parseNames(text: string): readonly string[] {
  const names = text.split(",");
  const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (unknown.length === 0) return names;
  const known = benchmarks.map(({ name }) => name).join(", ");
  throw new InvalidArgumentError(
    `There is no benchmark ${unknown.join(", ")}; there are ${known}.`,
  );
}

function parseRuns(text: string): number {
  const runs = Number(text);
  if (Number.isInteger(runs) && runs >= 1) return runs;
  throw new InvalidArgumentError("It must be a whole number of at least 1.");
}

/** One line that is overwritten; only where somebody watches. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

function firstLineOf(error: Error): string {
  const { stderr } = error as { stderr?: string };
  const text = (stderr ?? "").split("\n").find((line) => /Error/.test(line)) ?? error.message;
  return text.trim().split("\n")[0] ?? "";
}

const [flag, benchmarkName, contestantName, server] = process.argv.slice(2);
if (flag === measureFlag) {
  await measureHere(benchmarkName, contestantName, server);
} else {
  await main();
}
