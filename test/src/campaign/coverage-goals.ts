import type { LocalizedText } from "../scenario/localized-text.ts";
import { type CoverageCounts, coverageActions, reachableStates, talliesOf } from "./coverage.ts";

/** Share of the reachable cells of trouble × state that a campaign must light. */
const cellShareMin = 0.9;
/** Share of the standing faults of each kind that must strike: others were drawn for nothing. */
const struckShareMin = 0.25;
/** Fewer of a kind say nothing. */
const drawnMin = 40;

/** What a campaign left untried, of what it must try; empty when it met its goals. */
export function missedGoals(counts: CoverageCounts): readonly LocalizedText[] {
  const missed: LocalizedText[] = [];
  let reachable = 0;
  let lit = 0;
  for (const action of coverageActions(counts)) {
    const states = reachableStates(action);
    reachable += states.length;
    lit += states.filter((state) => counts[`${action} × ${state}`] !== undefined).length;
    const { drawn, struck } = talliesOf(counts, action);
    if (drawn >= drawnMin && struck < drawn * struckShareMin)
      missed.push({
        en: `of ${drawn} faults of the kind ${action} only ${struck} struck`,
        "zh-CN": `${action} 故障安排了 ${drawn} 次，只发作 ${struck} 次`,
      });
  }
  if (lit < reachable * cellShareMin)
    missed.push({
      en: `trouble struck in ${lit} of ${reachable} states in which it can; a campaign must reach ${cellShareMin * 100} %`,
      "zh-CN": `故障可能发生的状态有 ${reachable} 种，只碰到 ${lit} 种；至少要碰到 ${cellShareMin * 100}%`,
    });
  return missed;
}
