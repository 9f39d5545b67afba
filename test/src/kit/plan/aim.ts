import { randomInteger, seededRandom } from "@informerlab/core";
import type { ChaosOptions } from "../controller.ts";
import { actsInGap, actsUpon } from "./aimed-acts.ts";
import { aimedTrouble } from "./aimed-trouble.ts";
import { chosenMoment, type Moment, pick } from "./moments.ts";
import type { ChaosPlan, PlanOperation } from "./plan.ts";
import { troubleNames } from "./trouble.ts";

/** How often, of ten times, something happens while nobody watches, and how often trouble comes with a write. */
const gapsOfTen = 2;
const troublesOfTen = 5;
/** After a write all has come to rest by then, most likely: milliseconds. */
const restMs = 2000;
/**
 * How often, of three times, nothing comes any more, for what comes later often mends what went wrong: also after a request
 * that failed, upon which nobody does anything.
 */
const lastOfThree = 1;
const aloneLastOfThree = 2;

/**
 * The same plan, in which somebody also acts at the worst moment: while a write of a controller is on its way, decided
 * upon what is no longer so; or while nobody watches, so that a tombstone is all that tells. Until then the run goes as
 * before, for draws are keyed; chance alone meets such moments seldom, and those that a timer makes hardly ever.
 *
 * @param moments of the run of the plan.
 */
export function aimedPlan(
  plan: ChaosPlan,
  moments: readonly Moment[],
  options: ChaosOptions,
): ChaosPlan | undefined {
  const random = seededRandom(plan.seed ?? 1).fork("aim");
  const moment = chosenMoment(moments, random);
  if (moment === undefined) return undefined;
  const { troubles = troubleNames } = options;
  const dice = randomInteger(random, 10);
  const isGap = dice < gapsOfTen && troubles.includes("watch-expired");
  const isTrouble = !isGap && dice < gapsOfTen + troublesOfTen;
  const trouble = isTrouble ? aimedTrouble(moment, options, random) : undefined;
  const acts = isGap ? actsInGap(options, random) : (trouble ?? actsUpon(moment, options, random));
  const [first] = acts;
  if (first === undefined) return undefined;
  const latencyMs = plan.network?.latencyMs ?? 1;
  const offsetsMs = isGap
    ? [restMs]
    : first.do === "fault"
      ? // What is to strike the write itself must be there before it.
        [-1, -1, -latencyMs]
      : [0, 0, 0, 1, -latencyMs, latencyMs];
  const startMs = Math.max(0, Math.floor(moment.atMs + (pick(offsetsMs, random) ?? 0)));
  let atMs = startMs;
  const aimed = acts.map(({ afterMs = 0, ...act }, index): PlanOperation => {
    atMs += afterMs;
    return { id: `aimed-${index + 1}`, atMs, ...act };
  });
  const isAlone = acts.length === 1 && first.do === "fault";
  const isLast = randomInteger(random, 3) < (isAlone ? aloneLastOfThree : lastOfThree);
  const script = (plan.script ?? []).filter((operation) => !isLast || operation.atMs <= startMs);
  return { ...plan, script: [...script, ...aimed].sort((a, b) => a.atMs - b.atMs) };
}
