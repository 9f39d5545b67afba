import { type KubernetesObject, printJson } from "@informerlab/core";
import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import type { LocalizedText } from "../scenario/localized-text.ts";
import { type ChaosRun, ChaosWorld } from "./chaos-world.ts";
import { type ChaosOptions, type ControllerUnderTest, rulesOf } from "./controller.ts";
import { type ChaosPlan, calmPlan } from "./plan.ts";
import type { Rule } from "./rules.ts";

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
    const { settleMs = 120_000, language = "en" } = options;
    return {
      ...run,
      failure: {
        rule: rule.title[language],
        message: objection[language],
        atMs: settleMs,
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
  const resources = rule.resources ?? [
    ...new Set([...run.commits, ...calm.commits].map(({ resource }) => resource)),
  ];
  for (const resource of [...resources].sort()) {
    const here = projected(rule, run.cluster.list(resource));
    const there = projected(rule, calm.cluster.list(resource));
    const more = without(here, there);
    const less = without(there, here);
    if (more.length === 0 && less.length === 0) continue;
    const told = (without: string, having: string): string =>
      [
        ...less.slice(0, 3).map((text) => `  ${without}${text}`),
        ...more.slice(0, 3).map((text) => `  ${having}${text}`),
      ].join("\n");
    return {
      en: `${resource}: ${here.length} objects with faults, ${there.length} without\n${told("without faults: ", "with faults:    ")}`,
      "zh-CN": `${resource}：有故障时 ${here.length} 个对象，没有故障时 ${there.length} 个\n${told("没有故障：", "有故障：  ")}`,
    };
  }
  return undefined;
}

function projected({ project }: SameEnd, objects: readonly KubernetesObject[]): readonly string[] {
  return objects.map((object) => sortedJson(project(object))).sort();
}

/** Elements of `all` that `others` has fewer of. */
function without(all: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return all.filter((text) => {
    const index = left.indexOf(text);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

function sortedJson(value: unknown): string {
  return printJson(value, {
    replace: (_key, inner) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
  });
}
