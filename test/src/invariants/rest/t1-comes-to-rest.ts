import { everyFlavour, type Invariant } from "../invariant.ts";

/** More facts at one virtual instant are a loop that never comes to rest. */
const factsPerInstantMax = 100_000;

/** Time after healing within which a run must come to rest, with reserve. */
const patienceMs = 300_000;

/** T1, T3: the run comes to rest, and never stands still in time. */
export const comesToRest: Invariant = {
  id: "T1",
  name: "comes-to-rest",
  title: {
    en: "After healing, everything comes to rest in bounded time, and time never stands still.",
    "zh-CN": "恢复之后，一切会在有限时间内平静下来，时间也从不停滞。",
  },
  source: "Anvil: eventually stable reconciliation, once faults stop",
  binds: everyFlavour,
  watch: (judge) => {
    let now = 0;
    let facts = 0;
    let healedAt = Number.NaN;
    return {
      on: {
        "scenario.healed": (_fact, { at }) => {
          healedAt = at;
        },
      },
      stepEnd: () => {
        const { at } = judge.record;
        facts = at === now ? facts + 1 : 0;
        now = at;
        if (facts > factsPerInstantMax)
          judge.broken({
            en: `more than ${factsPerInstantMax} steps at one instant`,
            "zh-CN": `同一时刻走了 ${factsPerInstantMax} 步以上`,
          });
      },
      end: (isQuiet) => {
        if (!judge.model.isHealed) {
          if (judge.world?.endsByItself === true)
            judge.broken({
              en: "the run did not come to its healing: some step is repeated for ever",
              "zh-CN": "运行没有走到故障解除的那一刻：有某一步在无休止地重复",
            });
          return;
        }
        judge.reached();
        // A run that was cut short says nothing, unless its end was not asked for.
        const mustRest = judge.world?.endsByItself ?? judge.record.at - healedAt > patienceMs;
        if (!isQuiet && mustRest)
          judge.broken({
            en: "the run did not come to rest after healing",
            "zh-CN": "故障解除之后，运行没有平静下来",
          });
      },
    };
  },
};
