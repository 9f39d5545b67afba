#!/usr/bin/env node
import { accessSync, constants, existsSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { plantedBugByName, plantedBugs } from "../planted-bugs/catalogue.ts";
import type { PlantedBug } from "../planted-bugs/planted-bug.ts";
import { formatFailure, reportFailure } from "../replay/failure-report.ts";
import type { CampaignFailure, CampaignReport, Shard } from "./campaign.ts";
import { coverageLines } from "./coverage.ts";
import { tellInOneLine } from "./node/one-line-errors.ts";
import { Progress } from "./node/progress.ts";
import { runOnWorkers } from "./node/run-on-workers.ts";

interface Options {
  readonly runs?: number;
  readonly seed?: number;
  readonly shard?: Shard;
  readonly planted?: string;
  readonly json?: string;
  readonly workers: number;
  readonly size: "small" | "full";
  readonly site: string;
}

/** An invariant broke. Another number than 1, so that a cluster job can tell a finding from an accident. */
const exitBroken = 42;
const runsDefault = 5000;

const command = new Command("chaos")
  .description(
    "Runs random scenarios with faults against the informer core and the fake apiserver in virtual time " +
      "and judges each by the invariants. A scenario that breaks one is made as small as possible and " +
      "printed as a story, as YAML, as a link that the playground opens at the failing step, and as a " +
      "test file.\n\n" +
      `Exit code: 0 nothing broke, ${exitBroken} an invariant broke (with --planted NAME: as it must), ` +
      "1 a planted bug escaped, 2 bad arguments.",
  )
  .option(
    "--runs <N>",
    `how many scenarios (default ${runsDefault}; with --planted the bug's own budget)`,
    wholeNumber(1),
  )
  .option(
    "--seed <S>",
    "the same seed gives the same scenarios (default: drawn, and printed)",
    wholeNumber(0),
  )
  .option("--shard <I/N>", "only part I of N, from 1/N to N/N; together they are the whole", shard)
  .option(
    "--planted <NAME>",
    `look for a planted bug, or for "all": ${plantedBugs.map(({ name }) => name).join(", ")}`,
  )
  .option("--json <FILE>", "write the report; reports of shards can be merged")
  .option("--workers <N>", "threads on this machine", wholeNumber(1), 1)
  .option(
    "--size <SIZE>",
    "small: one informer; full: several, with more operations",
    size,
    "small",
  )
  .option("--site <URL>", "where the playground is, for links", "http://localhost:4321")
  .action(main);

await tellInOneLine(command).parseAsync();

async function main(options: Options): Promise<void> {
  if (options.json !== undefined) mustBeWritable(options.json);
  const seed = options.seed ?? Math.floor(Math.random() * 0x7fffffff);
  if (options.planted === "all") {
    await huntAll(options, seed);
    return;
  }
  const planted = options.planted === undefined ? undefined : bugNamed(options.planted);
  const report = await campaign(options, seed, planted);
  if (options.json !== undefined) writeJson(options.json, report);
  printSummary(report);
  const [failure] = report.failures;
  if (failure !== undefined) printFailure(failure, options.site);
  if (planted === undefined) {
    process.exitCode = failure === undefined ? 0 : exitBroken;
    return;
  }
  if (failure === undefined) console.log(`✗ ${planted.name} was not found in ${report.runs} runs`);
  process.exitCode = failure === undefined ? 1 : exitBroken;
}

/** Looks for each planted bug within its budget. */
async function huntAll(options: Options, seed: number): Promise<void> {
  const found: (CampaignReport & { readonly planted: string })[] = [];
  let escaped = 0;
  console.log(`seed ${seed}`);
  for (const bug of plantedBugs) {
    const report = await campaign(options, seed, bug);
    found.push({ planted: bug.name, ...report });
    const [failure] = report.failures;
    if (failure === undefined) escaped += 1;
    console.log(
      failure === undefined
        ? `✗ ${bug.name.padEnd(32)} escaped in ${report.runs} runs`
        : `✓ ${bug.name.padEnd(32)} ${rulesOf(failure).padEnd(14)} ${String(failure.runs).padStart(6)} runs, ${failure.operationsBefore} → ${failure.operationsAfter} operations`,
    );
  }
  if (options.json !== undefined) writeJson(options.json, found);
  console.log(`${plantedBugs.length - escaped} of ${plantedBugs.length} planted bugs found`);
  process.exitCode = escaped === 0 ? 0 : 1;
}

async function campaign(
  options: Options,
  seed: number,
  planted: PlantedBug | undefined,
): Promise<CampaignReport> {
  const runs = options.runs ?? planted?.budget ?? runsDefault;
  const { index, count } = options.shard ?? { index: 1, count: 1 };
  const progress = new Progress(Math.ceil(runs / count), planted?.name ?? `seed ${seed}`);
  try {
    return await runOnWorkers(
      {
        runs,
        seed,
        shard: { index, count },
        size: options.size,
        ...(planted === undefined ? {} : { planted: planted.name }),
      },
      options.workers,
      (done) => progress.show(done),
    );
  } finally {
    progress.end();
  }
}

function printSummary(report: CampaignReport): void {
  const { runs, seed, voidRuns, virtualMs, coverage, reached } = report;
  if (runs === 0) {
    console.log(`seed ${seed}: no runs fall to this shard; give more --runs, or fewer shards`);
    return;
  }
  const days = (virtualMs / 86_400_000).toFixed(1);
  const rules = Object.keys(reached).length;
  console.log(
    `seed ${seed}: ${runs} runs, ${voidRuns} of them with hardly a write, ${days} virtual days, ${rules} rules had something to say`,
  );
  const lines = coverageLines(coverage);
  if (lines.length > 0)
    console.log(["", "trouble × states of the pipeline in which it struck", ...lines].join("\n"));
}

function printFailure(failure: CampaignFailure, site: string): void {
  const { scenario, runs, shrinks, operationsBefore, operationsAfter } = failure;
  console.log(
    `\nfound in run ${runs}; ${shrinks} steps of shrinking: ${operationsBefore} → ${operationsAfter} operations\n`,
  );
  const report = scenarioReport(scenario);
  if (report === undefined) {
    console.log(
      failure.violations.map(({ invariant, message }) => `${invariant}: ${message}`).join("\n"),
    );
    return;
  }
  console.log(formatFailure(report, site));
  console.log(`\n  test file\n${report.testFile.replace(/^/gm, "    ")}`);
}

function scenarioReport(scenario: CampaignFailure["scenario"]): ReturnType<typeof reportFailure> {
  try {
    return reportFailure(scenario);
  } catch {
    // The run itself ends with an error: that error is all there is to tell.
    return undefined;
  }
}

function rulesOf({ violations }: CampaignFailure): string {
  return [...new Set(violations.map(({ invariant }) => invariant))].join(" ");
}

function bugNamed(name: string): PlantedBug {
  const bug = plantedBugByName(name);
  if (bug !== undefined) return bug;
  const known = plantedBugs.map((one) => one.name).join(", ");
  return command.error(`error: there is no planted bug "${name}"; known: all, ${known}`);
}

/** Asked before the runs: a campaign takes minutes. */
function mustBeWritable(file: string): void {
  const folder = dirname(file);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    command.error(`error: cannot write ${file}: there is no folder ${folder} to write in`);
  }
  if (existsSync(file) && statSync(file).isDirectory()) {
    command.error(`error: cannot write ${file}: it is a folder`);
  }
}

function writeJson(file: string, content: unknown): void {
  try {
    writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
  } catch (error) {
    command.error(
      `error: cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= 0xffffffff) return value;
    throw new InvalidArgumentError(`It must be a whole number of at least ${minimum}.`);
  };
}

function shard(text: string): Shard {
  const [index = 0, count = 0] = text.split("/").map(Number);
  if (/^\d+\/\d+$/.test(text) && index >= 1 && index <= count) return { index, count };
  throw new InvalidArgumentError("It must be I/N with I from 1 to N, such as 2/8.");
}

function size(text: string): "small" | "full" {
  if (text === "small" || text === "full") return text;
  throw new InvalidArgumentError("It must be small or full.");
}
