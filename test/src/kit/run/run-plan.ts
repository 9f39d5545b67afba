import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import type { LocalizedText } from "../../scenario/localized-text.ts";
import { type ChaosOptions, type ControllerUnderTest, rulesOf } from "../controller.ts";
import { type ChaosPlan, calmPlan } from "../plan/plan.ts";
import type { Rule } from "../rules/rules.ts";
import { type ChaosRun, ChaosWorld } from "./chaos-world.ts";
import { differenceOf } from "./same-end.ts";

type SameEnd = Extract<Rule, { readonly kind: "same-end" }>;

/**
 * Runs one plan with the controllers, and once more in calm where a rule compares the ends.
 *
 * @param listen told of each record of the run itself.
 * @param steps after so many it is taken for one that never comes to rest.
 */
export async function runPlan(
  controllers: readonly ControllerUnderTest[],
  options: ChaosOptions,
  plan: ChaosPlan,
  listen?: (record: TraceRecord<TraceFact>) => void,
  steps?: number,
): Promise<ChaosRun> {
  const run = await new ChaosWorld(controllers, options, plan, listen, steps).run();
  if (run.failure !== undefined) return run;
  for (const rule of rulesOf(options)) {
    if (rule.kind !== "same-end") continue;
    const objection = await endObjection(rule, run, controllers, options);
    if (objection === undefined) continue;
    const { language = "en" } = options;
    return {
      ...run,
      failure: {
        rule: rule.title[language],
        message: objection[language],
        atMs: run.endAtMs,
        seq: Number.MAX_SAFE_INTEGER,
      },
    };
  }
  return run;
}

async function endObjection(
  rule: SameEnd,
  run: ChaosRun,
  controllers: readonly ControllerUnderTest[],
  options: ChaosOptions,
): Promise<LocalizedText | undefined> {
  const calm = await new ChaosWorld(controllers, options, calmPlan(run.plan)).run();
  if (calm.failure !== undefined)
    return {
      en: `in calm it fails already: ${calm.failure.rule}: ${calm.failure.message}`,
      "zh-CN": `没有故障时就已失败：${calm.failure.rule}：${calm.failure.message}`,
    };
  return differenceOf(rule, run, calm);
}
