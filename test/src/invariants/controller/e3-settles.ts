import { everyFlavour, type Invariant } from "../invariant.ts";
import { OwnedObjects } from "./owned-objects.ts";

/** E3: eventually stable reconciliation: what is wanted for good is there in the end, whatever became of single writes. */
export const settles: Invariant = {
  id: "E3",
  name: "settles",
  title: {
    en: "When all is quiet a controller has as many objects as are wanted, also when the answer to a write was lost: what it expects for too long counts as seen.",
    "zh-CN":
      "一切平静时，控制器拥有的对象恰好是所需的数量，即使某次写入的响应丢失：等待过久的期望视为已经满足。",
  },
  source:
    "Anvil (OSDI'24): eventually stable reconciliation; kubernetes pkg/controller/controller_utils.go isExpired",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => {
    const owned = new OwnedObjects(judge);
    return {
      on: {},
      see: owned.listeners(),
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const [name, owner] of owned.entries()) {
          if (owner.resource === "" || judge.world?.informer(name)?.isRunning !== true) continue;
          judge.reached();
          const there = owned.keys(owner).length;
          if (there !== owner.wanted)
            judge.broken({
              en: `${name}: all is quiet, ${owner.wanted} are wanted and ${there} are there`,
              "zh-CN": `${name}：一切平静，需要 ${owner.wanted} 个，却有 ${there} 个`,
            });
        }
      },
    };
  },
};
