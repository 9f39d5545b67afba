import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import type { Language, LocalizedText } from "../scenario/localized-text.ts";
import { permalinkFragment } from "../scenario/permalink.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { ChaosOptions } from "./controller.ts";
import { type HostUse, hostVariable } from "./host.ts";
import type { ChaosPlan } from "./plan.ts";
import { storyOf } from "./plan-story.ts";
import { formatPlan } from "./plan-text.ts";
import { recordedScenario } from "./recorded-scenario.ts";
import type { Failure } from "./run-judge.ts";

/** A rule broke; told in every form that somebody may want it in. */
export class ChaosError extends Error {
  override readonly name = "ChaosError";
  readonly failure: Failure;
  readonly plan: ChaosPlan;
  /** What happened, with the program really run, oldest first. */
  readonly story: readonly string[];
  /** The plan as YAML: `informerlab-scenario FILE --program MODULE` replays it. */
  readonly yaml: string;
  /** The run as it was, as a scenario that needs no program. */
  readonly recorded: Scenario;
  /** Opens {@link recorded} in the playground. */
  readonly link: string;
  /** A test file to paste. */
  readonly testFile: string;

  constructor(told: ToldFailure) {
    const { failure, plan, records, startAt, options } = told;
    const { language = "en" } = options;
    const story = storyOf(records, startAt, failure.seq, language);
    const yaml = formatPlan(plan);
    const recorded = recordedScenario(plan, options, records, startAt);
    const site = (options.site ?? "http://localhost:4321").replace(/\/$/, "");
    const link = `${site}/play/#${permalinkFragment({ scenario: recorded })}`;
    const testFile = testFileOf(failure, yaml, language);
    super(messageOf({ ...told, story, yaml, link, testFile }));
    this.failure = failure;
    this.plan = plan;
    this.story = story;
    this.yaml = yaml;
    this.recorded = recorded;
    this.link = link;
    this.testFile = testFile;
    // The message has told them: whoever prints an error with its properties would say all of it twice.
    for (const told of ["plan", "story", "yaml", "recorded", "link", "testFile"])
      Object.defineProperty(this, told, { enumerable: false });
  }
}

/** What is known of a failure. */
export interface ToldFailure {
  readonly failure: Failure;
  readonly plan: ChaosPlan;
  readonly records: readonly TraceRecord<TraceFact>[];
  readonly startAt: number;
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
  readonly picture: string;
  readonly foundAs: string;
}

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
    picture: "picture of what the program saw: ",
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
    picture: "程序所见的画面：",
    foundAs: "当时的发现：",
  },
};

function messageOf(
  told: ToldFailure & {
    readonly story: readonly string[];
    readonly yaml: string;
    readonly link: string;
    readonly testFile: string;
  },
): string {
  const { failure, story, yaml, link, testFile, found, uses, options } = told;
  const { language = "en" } = options;
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
    `${say.picture}${link}`,
  ].join("\n");
}

/** The line by which the framework at work gives its `test`. */
function testImport(): string {
  if (hostVariable("VITEST") !== undefined) return 'import { test } from "vitest";';
  if (hostVariable("JEST_WORKER_ID") !== undefined) return "// jest gives test by itself";
  if (hostVariable("NODE_TEST_CONTEXT") !== undefined) return 'import { test } from "node:test";';
  return 'import { test } from "vitest"; // or "node:test"; jest needs no import';
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function testFileOf({ rule, message }: Failure, yaml: string, language: Language): string {
  const text = yaml.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${");
  return `import { replayChaos } from "@informerlab/test";
${testImport()}
import { controller, options } from "./YOUR-CONTROLLER.ts";

// ${errorWords[language].foundAs}${message.split("\n")[0]}
test(${JSON.stringify(rule)}, () =>
  replayChaos(controller, options, \`
${text}\`));
`;
}
