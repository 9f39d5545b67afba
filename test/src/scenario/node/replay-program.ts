import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { TraceFile } from "@informerlab/core/trace";
import { ChaosError } from "../../kit/chaos-error.ts";
import { replayChaos } from "../../kit/chaos-test.ts";
import type { ChaosOptions, ControllerUnderTest } from "../../kit/controller.ts";
import { parsePlan } from "../../kit/plan/plan-text.ts";
import type { Language } from "../localized-text.ts";
import { ScenarioError } from "../scenario-error.ts";

const everyRuleHeld: Readonly<Record<Language, (operations: number, writes: number) => string>> = {
  en: (operations, writes) => `every rule held: ${operations} operations, ${writes} writes`,
  "zh-CN": (operations, writes) => `所有规则都守住了：操作 ${operations} 个，写入 ${writes} 次`,
};

/** What came of a plan: the exit code, 0 when every rule held and 42 when one broke, and the run itself. */
export interface ReplayedProgram {
  readonly code: 0 | 42;
  readonly trace: TraceFile;
}

/**
 * Runs a plan with the controllers of a module and tells what came of it.
 *
 * @throws ScenarioError for a plan that is none, and for a module that is missing or exports no controller.
 */
export async function replayProgram(
  yaml: string,
  file: string,
  { program, language }: { readonly program?: string; readonly language: Language },
): Promise<ReplayedProgram> {
  const plan = parsePlan(yaml, file);
  if (program === undefined) {
    throw new ScenarioError(
      `this is a plan for the program${plan.processes.length === 1 ? "" : "s"} ${plan.processes.join(", ")}: say --program MODULE, which exports \`controller\` and \`options\``,
    );
  }
  const { controller, options } = await load(program);
  try {
    const run = await replayChaos(controller, { ...options, language }, plan);
    console.log(everyRuleHeld[language](plan.script?.length ?? 0, run.commits.length));
    return { code: 0, trace: run.trace };
  } catch (error) {
    if (error instanceof TypeError) throw new ScenarioError(error.message, { cause: error });
    if (!(error instanceof ChaosError)) throw error;
    console.log(`✗ ${error.message}`);
    return { code: 42, trace: error.trace };
  }
}

interface ProgramModule {
  readonly controller: ControllerUnderTest | readonly ControllerUnderTest[];
  readonly options: ChaosOptions;
}

async function load(program: string): Promise<ProgramModule> {
  let loaded: Partial<ProgramModule>;
  try {
    loaded = (await import(pathToFileURL(resolve(program)).href)) as Partial<ProgramModule>;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ScenarioError(`--program ${program}: ${reason}`, { cause: error });
  }
  const { controller, options } = loaded;
  if (controller === undefined || options === undefined) {
    const found = Object.keys(loaded).join(", ") || "nothing";
    throw new ScenarioError(
      `--program ${program}: it must export \`controller\` and \`options\`; it exports ${found}`,
    );
  }
  return { controller, options };
}
