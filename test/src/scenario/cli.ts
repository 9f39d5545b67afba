#!/usr/bin/env node
import { readFileSync, writeFileSync } from "node:fs";
import { type TraceFile, writeTraceFile } from "@informerlab/core/trace";
import { Command } from "commander";
import { tellInOneLine } from "../campaign/node/one-line-errors.ts";
import { invariantById } from "../invariants/catalogue.ts";
import { violationsOf } from "../invariants/judge.ts";
import { isPlanText } from "../kit/plan/plan-text.ts";
import { lessonFolderName, parseLesson } from "../lessons/lesson.ts";
import { lessonFolders } from "../lessons/node/read-lessons.ts";
import { runSummary } from "../replay/run-summary.ts";
import { runScenario } from "../simulate/run-scenario.ts";
import type { Language } from "./localized-text.ts";
import { languageOption } from "./node/language-option.ts";
import { replayProgram } from "./node/replay-program.ts";
import { permalinkFragment, playgroundOf } from "./permalink.ts";
import { parseScenario } from "./read-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { ScenarioError } from "./scenario-error.ts";

interface Options {
  readonly trace?: string;
  readonly url?: boolean;
  readonly program?: string;
  readonly site: string;
  readonly language: Language;
}

const words = {
  en: {
    at: (seq: number) => `at step ${seq}: `,
    open: "open  ",
    trace: "trace ",
    tooLong: (length: number, play: string) =>
      `the file itself at ${play}: a link to it has ${length} characters (--url prints it)`,
  },
  "zh-CN": {
    at: (seq: number) => `在第 ${seq} 步：`,
    open: "打开  ",
    trace: "轨迹  ",
    tooLong: (length: number, play: string) =>
      `在 ${play} 打开这个文件：它的链接有 ${length} 个字符（--url 会打印出来）`,
  },
} as const satisfies Readonly<Record<Language, unknown>>;

/** What a terminal still shows at a glance, and a chat still takes for one link. */
const linkMax = 4000;

const slugOf = (folder: string): string => lessonFolderName.exec(folder)?.[2] ?? folder;
const lessons = lessonFolders()
  .map(({ name }) => slugOf(name))
  .join(", ");

const command = new Command("scenario")
  .description(
    "Runs one scenario in virtual time and tells what happened: requests, caches beside the server, " +
      "notifications, and the rules that held. FILE is a scenario in YAML or JSON, or the name of a " +
      `lesson: ${lessons}. A plan that chaosTest printed is run with the controllers of --program.\n\n` +
      "Exit code: 0 every rule held, 42 an invariant broke, 2 the file is missing or malformed.",
  )
  .argument("<FILE>", "a scenario file, or a lesson's name")
  .option("--trace <OUT.jsonl>", "write the trace; the visualizer opens it")
  .option("--url", "print only the link")
  .option(
    "--program <MODULE>",
    "for a plan of chaosTest: the module that exports `controller` (one or a list) and `options`",
  )
  .option("--site <URL>", "where the playground is, for links", "http://localhost:4321")
  .addOption(languageOption())
  .action(main);

await tellInOneLine(command).parseAsync();

async function main(file: string, options: Options): Promise<void> {
  try {
    const given = read(file);
    if (typeof given !== "string") run(given, options);
    else await replay(given, file, options);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    // What is found only when it runs, such as a resource that is not known, does not name the file.
    fail(error.message.startsWith(`${file}:`) ? error.message : `${file}: ${error.message}`);
  }
}

async function replay(plan: string, file: string, options: Options): Promise<void> {
  if (options.url === true)
    fail(`${file}: no link holds a program: the picture of a plan's run is its --trace OUT.jsonl`);
  const { code, trace } = await replayProgram(plan, file, options);
  if (options.trace !== undefined) {
    keep(trace, options.trace);
    console.log(`\n${words[options.language].trace}${options.trace}`);
  }
  process.exitCode = code;
}

function run(scenario: Scenario, { trace, url, site, language }: Options): void {
  const address = (step?: number): string =>
    `${playgroundOf(site, language)}#${permalinkFragment(step === undefined ? { scenario } : { scenario, step })}`;
  if (url === true && trace === undefined) {
    console.log(address());
    return;
  }
  const result = runScenario(scenario);
  if (trace !== undefined) keep(result.trace, trace);
  if (url === true) {
    console.log(address());
    return;
  }
  console.log(runSummary(result, language).join("\n"));
  const violations = violationsOf(result.verdicts);
  for (const { invariant, message, seq } of violations) {
    console.log(
      `✗ ${invariant} ${words[language].at(seq)}${message[language]}\n  ${invariantById(invariant)?.title[language] ?? ""}`,
    );
  }
  const link = address(violations[0]?.seq);
  const { open, tooLong } = words[language];
  const [play = link] = link.split("#");
  console.log(`\n${open}${link.length > linkMax ? tooLong(link.length, play) : link}`);
  if (trace !== undefined) console.log(`${words[language].trace}${trace}`);
  if (violations.length > 0) process.exitCode = 42;
}

/** The scenario of a file, or the text of a plan. */
function read(file: string): Scenario | string {
  const lesson = lessonFolders().find(({ name }) => name === file || slugOf(name) === file);
  if (lesson !== undefined) return parseLesson(lesson.name, lesson.files).scenario;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === "ENOENT"
        ? "there is no such file"
        : reasonOf(error);
    return fail(`${file}: ${reason}; expected a scenario file, or one of the lessons ${lessons}`);
  }
  return isPlanText(text) ? text : parseScenario(text, file);
}

function keep(trace: TraceFile, file: string): void {
  try {
    writeFileSync(file, writeTraceFile(trace));
  } catch (error) {
    fail(`${file}: cannot be written: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "EISDIR" ? "it is a folder" : message;
}

function fail(message: string): never {
  console.error(`scenario: ${message}`);
  process.exit(2);
}
