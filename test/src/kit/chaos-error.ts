import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { permalinkFragment } from "../scenario/permalink.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { ChaosOptions } from "./controller.ts";
import type { HostUse } from "./host.ts";
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
    const story = storyOf(records, startAt, failure.seq);
    const yaml = formatPlan(plan);
    const recorded = recordedScenario(plan, options, records, startAt);
    const site = (options.site ?? "http://localhost:4321").replace(/\/$/, "");
    const link = `${site}/play/#${permalinkFragment({ scenario: recorded })}`;
    const testFile = testFileOf(failure, yaml);
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
  readonly found: string;
  /** What makes runs differ from one another. */
  readonly uses: readonly HostUse[];
}

function messageOf(
  told: ToldFailure & {
    readonly story: readonly string[];
    readonly yaml: string;
    readonly link: string;
    readonly testFile: string;
  },
): string {
  const { failure, story, yaml, link, testFile, found, uses } = told;
  const unrepeatable = uses.map(({ what, where }) => `  ${what} at ${where}`);
  return [
    `${failure.rule}: ${failure.message}`,
    `(${found})`,
    "",
    "story",
    ...indented(story),
    `  therefore, after ${(failure.atMs / 1000).toFixed(3)}s: ${failure.message}`,
    ...(unrepeatable.length === 0
      ? []
      : ["", "runs may differ, for the program uses", ...unrepeatable]),
    "",
    "plan",
    ...indented(yaml.trimEnd().split("\n")),
    "",
    "test file",
    ...indented(testFile.trimEnd().split("\n")),
    "",
    `picture of what the program saw: ${link}`,
  ].join("\n");
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function testFileOf({ rule, message }: Failure, yaml: string): string {
  const text = yaml.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${");
  return `import { replayChaos } from "@informerlab/test";
import { test } from "vitest"; // or "node:test"; jest needs no import
import { controller, options } from "./YOUR-CONTROLLER.ts";

// Found as: ${message.split("\n")[0]}
test(${JSON.stringify(rule)}, () =>
  replayChaos(controller, options, \`
${text}\`));
`;
}
