import type { TraceFact, TraceFile, TraceRecord } from "@informerlab/core/trace";
import type { Language, LocalizedText } from "../scenario/localized-text.ts";
import { playgroundOf } from "../scenario/permalink.ts";
import type { ChaosOptions } from "./controller.ts";
import type { ChaosPlan } from "./plan/plan.ts";
import { formatPlan } from "./plan/plan-text.ts";
import { type HostUse, hostVariable } from "./process/host.ts";
import { livesApart } from "./run/lives-apart.ts";
import type { Failure } from "./run/run-judge.ts";
import { storyOf } from "./story/plan-story.ts";

/** A rule broke; told in every form that somebody may want it in. */
export class ChaosError extends Error {
  override readonly name = "ChaosError";
  readonly failure: Failure;
  readonly plan: ChaosPlan;
  /** What happened, with the program really run, oldest first. */
  readonly story: readonly string[];
  /** The plan as YAML: `informerlab-scenario FILE --program MODULE` replays it. */
  readonly yaml: string;
  /** The run as it was; written by `writeTraceFile`, the playground opens it at the failing step. */
  readonly trace: TraceFile;
  /** A test file to paste. */
  readonly testFile: string;

  constructor(told: ToldFailure) {
    const { failure, plan, records, startAt, setUpSeq, options } = told;
    const { language = "en" } = options;
    const happened = records.filter(({ seq }) => seq > setUpSeq);
    const story = storyOf(
      happened,
      { startAt, untilSeq: failure.seq, processes: plan.processes },
      language,
    );
    const yaml = formatPlan(plan);
    const testFile = testFileOf(failure, yaml, language);
    super(messageOf({ ...told, story, yaml, testFile }));
    this.failure = failure;
    this.plan = plan;
    this.story = story;
    this.yaml = yaml;
    this.trace = {
      version: 1,
      finding: findingOf(failure, records),
      records: livesApart(records, plan.processes),
    };
    this.testFile = testFile;
    // The message has told them: whoever prints an error with its properties would say all of it twice.
    for (const told of ["plan", "story", "yaml", "trace", "testFile"])
      Object.defineProperty(this, told, { enumerable: false });
  }
}

/** What is known of a failure. */
export interface ToldFailure {
  readonly failure: Failure;
  readonly plan: ChaosPlan;
  readonly records: readonly TraceRecord<TraceFact>[];
  readonly startAt: number;
  /** `seq` of the last record of what the cluster begins with, which is no part of the story. */
  readonly setUpSeq: number;
  readonly options: ChaosOptions;
  /** How it was found: `run 12 of seed 1, shrunk from 9 operations to 2`. */
  readonly found: LocalizedText;
  /** What makes runs differ from one another. */
  readonly uses: readonly HostUse[];
}

interface ErrorWords {
  readonly head: (failure: Failure) => string;
  readonly found: (how: string) => string;
  readonly story: string;
  readonly therefore: (seconds: string) => string;
  readonly mayDiffer: string;
  readonly use: (use: HostUse) => string;
  readonly plan: string;
  readonly testFile: string;
  readonly again: string;
  readonly picture: string;
  readonly opens: (site: string) => string;
  readonly serve: string;
  readonly foundAs: string;
}

/** Stands for the file that holds the controller, which nobody here knows. */
const module = "YOUR-CONTROLLER.ts";
const siteDefault = "http://localhost:4321";

const errorWords: Readonly<Record<Language, ErrorWords>> = {
  en: {
    head: ({ rule, message }) => `${rule}: ${message}`,
    found: (how) => `(${how})`,
    story: "story",
    therefore: (seconds) => `therefore, after ${seconds}s: `,
    mayDiffer: "runs may differ, for the program uses",
    use: ({ what, where }) => `${what} at ${where}`,
    plan: "plan",
    testFile: "test file",
    again: `run it again: the plan saved as plan.yaml, ${module} exporting \`controller\` and \`options\``,
    picture: "picture of this run",
    opens: (site) =>
      `drop its run.jsonl on ${playgroundOf(site, "en")}: it opens at the failing step`,
    serve: "(`npm start` in the repository of Informer Lab serves that page)",
    foundAs: "Found as: ",
  },
  "zh-CN": {
    head: ({ rule, message }) => `${rule}：${message}`,
    found: (how) => `（${how}）`,
    story: "经过",
    therefore: (seconds) => `因此，在 ${seconds}s：`,
    mayDiffer: "各次运行可能不同，因为程序用到了",
    use: ({ what, where }) => `${what}，位于 ${where}`,
    plan: "计划",
    testFile: "测试文件",
    again: `再跑一遍：把计划存为 plan.yaml，${module} 导出 \`controller\` 和 \`options\``,
    picture: "这次运行的画面",
    opens: (site) =>
      `把得到的 run.jsonl 拖到 ${playgroundOf(site, "zh-CN")} ：它会在出错的那一步打开`,
    serve: "（在 Informer Lab 的仓库里运行 `npm start`，就有这个页面）",
    foundAs: "当时的发现：",
  },
};

function messageOf(
  told: ToldFailure & {
    readonly story: readonly string[];
    readonly yaml: string;
    readonly testFile: string;
  },
): string {
  const { failure, story, yaml, testFile, found, uses, options } = told;
  const { language = "en", site = siteDefault } = options;
  const say = errorWords[language];
  return [
    say.head(failure),
    say.found(found[language]),
    "",
    say.story,
    ...indented(story),
    `  ${say.therefore((failure.atMs / 1000).toFixed(3))}${failure.message}`,
    ...(uses.length === 0 ? [] : ["", say.mayDiffer, ...uses.map((use) => `  ${say.use(use)}`)]),
    "",
    say.plan,
    ...indented(yaml.trimEnd().split("\n")),
    "",
    say.testFile,
    ...indented(testFile.trimEnd().split("\n")),
    "",
    say.again,
    `  npx informerlab-scenario plan.yaml --program ${module} --trace run.jsonl${language === "en" ? "" : ` --language ${language}`}`,
    "",
    say.picture,
    `  ${say.opens(site)}`,
    ...(site === siteDefault ? [`  ${say.serve}`] : []),
  ].join("\n");
}

/** The line by which the framework at work gives its `test`. */
function testImport(): string {
  if (hostVariable("VITEST") !== undefined) return 'import { test } from "vitest";';
  if (hostVariable("JEST_WORKER_ID") !== undefined) return "// jest gives test by itself";
  if (hostVariable("NODE_TEST_CONTEXT") !== undefined) return 'import { test } from "node:test";';
  return 'import { test } from "vitest"; // or "node:test"; jest needs no import';
}

function findingOf(
  { rule, message, seq }: Failure,
  records: readonly TraceRecord<TraceFact>[],
): NonNullable<TraceFile["finding"]> {
  // What shows only when two runs are compared shows at the end.
  return { rule, message, seq: Math.min(seq, records.at(-1)?.seq ?? 0) };
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function testFileOf({ rule, message }: Failure, yaml: string, language: Language): string {
  const text = yaml.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${");
  return `import { replayChaos } from "@informerlab/test";
${testImport()}
import { controller, options } from "./${module}";

// ${errorWords[language].foundAs}${message.split("\n")[0]}
test(${JSON.stringify(rule)}, () =>
  replayChaos(controller, options, \`
${text}\`));
`;
}
