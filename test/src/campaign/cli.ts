#!/usr/bin/env node
import { accessSync, constants, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { enumerateSchedules } from "../enumerate/schedules.ts";
import { smallScopes } from "../enumerate/small-scopes.ts";
import { plantedBugByName, plantedBugs } from "../planted-bugs/catalogue.ts";
import type { PlantedBug } from "../planted-bugs/planted-bug.ts";
import { formatFailure, reportFailure } from "../replay/failure-report.ts";
import type { Language } from "../scenario/localized-text.ts";
import { languageOption } from "../scenario/node/language-option.ts";
import { type CampaignReport, differentAgain, mergeCampaigns, type Shard } from "./campaign.ts";
import { killMatrix, killMatrixLines } from "./kill-matrix.ts";
import { campaignWords } from "./node/campaign-words.ts";
import { onInterrupt } from "./node/interrupt.ts";
import { keep } from "./node/keep.ts";
import { tellInOneLine } from "./node/one-line-errors.ts";
import { Progress } from "./node/progress.ts";
import { runOnWorkers } from "./node/run-on-workers.ts";
import { doubtsOf, printFailure, printSummary, rulesOf, type Telling } from "./node/tell.ts";
import { readReport } from "./read-report.ts";

interface Options {
  readonly runs?: number;
  readonly seed?: number;
  readonly shard?: Shard;
  readonly planted?: string;
  readonly killMatrix?: true;
  readonly untilFirst?: true;
  readonly enumerate?: number;
  readonly seconds?: number;
  readonly json?: string;
  readonly keep?: string;
  readonly workers: number;
  readonly size: "small" | "full";
  readonly site: string;
  readonly language: Language;
}

/** An invariant broke. Another number than 1, so that a cluster job can tell a finding from an accident. */
const exitBroken = 42;
const runsDefault = 5000;
/** Runs of each planted bug in a matrix. */
const matrixRunsDefault = 60;
/** Seeds are 32 bits. */
const numberMax = 0xffffffff;

const command = new Command("chaos")
  .description(
    "Runs random scenarios with faults against the informer core and the fake apiserver in virtual time " +
      "and judges each by the invariants. A scenario that breaks one is made as small as possible and " +
      "printed as a story, as YAML, as a link that the playground opens at the failing step, and as a " +
      "test file.\n\n" +
      "All rules that break are collected, each with the first run that breaks it, and each is run again in a fresh " +
      "process before it is told. Ctrl-C ends a campaign early and tells what is done.\n\n" +
      `Exit code: 0 nothing broke, ${exitBroken} an invariant broke (with --planted NAME: as it must), ` +
      "1 a planted bug escaped or the campaign proves nothing, 2 bad arguments.",
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
    'look for a planted bug by its name, or for "all"; "list" prints their names',
  )
  .option(
    "--kill-matrix",
    `plant each bug in --runs scenarios (default ${matrixRunsDefault}) and tell which rules break`,
  )
  .option(
    "--enumerate <D>",
    "every schedule of every small scope (2 keys, 3 writes, 1 fault) with at most D departures from first in, first out",
    wholeNumber(0),
  )
  .option("--until-first", "end at the first rule that breaks")
  .option("--seconds <N>", "end after so long and tell what is done", wholeNumber(1))
  .option("--json <FILE>", "write the report; reports of shards can be merged")
  .option("--keep <FOLDER>", "write each find as a regression file into this folder")
  .option("--workers <N>", "threads, at most one per core of this machine", wholeNumber(1), 1)
  .option(
    "--size <SIZE>",
    "small: one informer; full: several, with more operations",
    size,
    "small",
  )
  .option("--site <URL>", "where the playground is, for links", "http://localhost:4321")
  .addOption(languageOption())
  .action(main);

command
  .command("merge")
  .description("Puts reports of shards together, in any order: the same runs give the same bytes.")
  .argument("<FILES...>", "reports that --json wrote")
  .option("--json <FILE>", "write the merged report")
  .action((files: readonly string[], _own: unknown, { parent }: Command) => {
    const { json, site = "", language = "en" } = parent?.opts<Options>() ?? {};
    const merged = mergeCampaigns(files.map(readFile));
    if (json !== undefined) writeJson(json, merged);
    finish(merged, { site, language });
  });

/** Somebody wants it to end, and to hear what is done. */
let isInterrupted = false;

await tellInOneLine(command).parseAsync();

async function main(options: Options): Promise<void> {
  if (options.json !== undefined) mustBeWritable(options.json);
  if (options.planted === "list") {
    for (const { name, title } of plantedBugs)
      console.log(`${name.padEnd(32)} ${title[options.language]}`);
    return;
  }
  const seed = options.seed ?? Math.floor(Math.random() * 0x7fffffff);
  if (options.enumerate !== undefined) {
    tellEnumeration(options.enumerate, options);
    return;
  }
  if (options.killMatrix === true) {
    tellKillMatrix(options, seed);
    return;
  }
  if (options.planted === "all") {
    await huntAll(options, seed);
    return;
  }
  const say = campaignWords[options.language];
  const planted = options.planted === undefined ? undefined : bugNamed(options.planted);
  const report = await campaign(options, seed, planted);
  if (options.json !== undefined) writeJson(options.json, report);
  if (options.keep !== undefined) keepFinds(report, options.keep, options.language);
  if (planted === undefined) {
    finish(report, options);
    return;
  }
  printSummary(report, options.language);
  const [failure] = report.failures;
  if (failure !== undefined) printFailure(failure, options);
  if (failure === undefined) console.log(`✗ ${say.notFound(planted.name, report.runs)}`);
  process.exitCode = failure === undefined ? 1 : exitBroken;
}

function keepFinds({ failures }: CampaignReport, folder: string, language: Language): void {
  // One run cannot show again that two were not the same.
  for (const failure of failures.filter(({ rule }) => rule !== differentAgain.invariant))
    console.log(campaignWords[language].kept(keep(folder, failure)));
}

/** Tells what came of a campaign, and whether it is worth anything. */
function finish(report: CampaignReport, telling: Telling): void {
  printSummary(report, telling.language);
  for (const failure of report.failures) printFailure(failure, telling);
  const doubts = doubtsOf(report, telling.language);
  for (const doubt of doubts) console.log(`✗ ${doubt}`);
  if (report.failures.length > 0) process.exitCode = exitBroken;
  else process.exitCode = doubts.length > 0 ? 1 : 0;
}

function readFile(file: string): CampaignReport {
  try {
    return readReport(readFileSync(file, "utf8"));
  } catch (error) {
    return command.error(
      `error: cannot read ${file} as a report: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Small scopes, searched through. */
function tellEnumeration(departuresMax: number, options: Options): void {
  const { site, language, json, keep: folder } = options;
  if (json !== undefined || folder !== undefined)
    command.error(
      "error: --enumerate tells what it finds and writes nothing: leave --json and --keep out",
    );
  const scopes = smallScopes();
  let [schedules, cutShort] = [0, 0];
  const failures = scopes.flatMap((scope) => {
    const found = enumerateSchedules(scope, { departuresMax });
    schedules += found.schedules;
    if (!found.isComplete) cutShort += 1;
    return found.failures;
  });
  const say = campaignWords[language];
  console.log(say.enumerated(scopes.length, schedules, departuresMax));
  if (cutShort > 0) console.log(`✗ ${say.cutShort(cutShort)}`);
  const [first] = failures;
  console.log(first === undefined ? say.nothingBroke : say.enumeratedFinds(failures.length));
  const report =
    first === undefined
      ? undefined
      : reportFailure(first.scenario, { language, pointOfNoReturn: true });
  if (report !== undefined) console.log(formatFailure(report, site));
  if (first !== undefined) process.exitCode = exitBroken;
  else process.exitCode = cutShort > 0 ? 1 : 0;
}

/** Plants × rules: what kills what. */
function tellKillMatrix(options: Options, seed: number): void {
  const { runs = matrixRunsDefault, json } = options;
  console.log(`seed ${seed}: ${plantedBugs.length} planted bugs, each in ${runs} runs`);
  const matrix = killMatrix({ seed, runs });
  if (json !== undefined) writeJson(json, matrix);
  for (const line of killMatrixLines(matrix)) console.log(line);
  process.exitCode = matrix.survivors.length + matrix.idleRules.length === 0 ? 0 : 1;
}

/** Looks for each planted bug within its budget. */
async function huntAll(options: Options, seed: number): Promise<void> {
  const found: (CampaignReport & { readonly planted: string })[] = [];
  let escaped = 0;
  const say = campaignWords[options.language];
  console.log(`seed ${seed}`);
  for (const bug of plantedBugs) {
    const report = await campaign(options, seed, bug);
    const [failure] = report.failures;
    if (failure === undefined && isInterrupted) break;
    found.push({ planted: bug.name, ...report });
    if (failure === undefined) escaped += 1;
    console.log(
      failure === undefined
        ? `✗ ${bug.name.padEnd(32)} ${say.escaped(report.runs)}`
        : `✓ ${bug.name.padEnd(32)} ${rulesOf(failure).padEnd(14)} ${say.caught(failure.runs, failure.operationsBefore, failure.operationsAfter)}`,
    );
  }
  if (options.json !== undefined) writeJson(options.json, found);
  console.log(say.hunted(found.length - escaped, found.length));
  process.exitCode = escaped === 0 && found.length === plantedBugs.length ? 0 : 1;
}

async function campaign(
  options: Options,
  seed: number,
  planted: PlantedBug | undefined,
): Promise<CampaignReport> {
  const runs = options.runs ?? planted?.budget ?? runsDefault;
  const { index, count } = options.shard ?? { index: 1, count: 1 };
  let giveUp = (): void => {};
  let end = (): void => {};
  const progress = new Progress(Math.ceil(runs / count), planted?.name ?? `seed ${seed}`);
  try {
    return await runOnWorkers(
      {
        runs,
        seed,
        shard: { index, count },
        size: options.size,
        ...(planted === undefined ? {} : { planted: planted.name }),
        ...(options.untilFirst === true ? { untilFirst: true } : {}),
      },
      {
        threads: options.workers,
        progress: (done, more) => {
          progress.show(done, more);
          if (progress.elapsedMs > (options.seconds ?? Number.POSITIVE_INFINITY) * 1000) end();
        },
        stoppable: (stop) => {
          end = stop;
          giveUp = onInterrupt(() => {
            isInterrupted = true;
            stop();
          });
        },
      },
    );
  } finally {
    giveUp();
    progress.end();
  }
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
    if (/^\d+$/.test(text) && value >= minimum && value <= numberMax) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${numberMax}.`);
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
