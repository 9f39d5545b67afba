import { expectationsTimeoutMs } from "../../simulate/programs/expectant-controller.ts";
import { everyFlavour, type Invariant, type JudgedInformer } from "../invariant.ts";
import { OwnedObjects, type Owner } from "./owned-objects.ts";

/** E2: who waits to see its own writes does nothing twice. Counted in the server's log, not in the cache. */
export const seesItsWrites: Invariant = {
  id: "E2",
  name: "sees-its-writes",
  title: {
    en: "A controller that waits for its expectations creates and deletes exactly what is wanted, however old its cache is, unless they are too old to be waited for.",
    "zh-CN":
      "控制器等待自己的期望得到满足：无论缓存多旧，它创建和删除的恰好是所需的数量，除非期望已经过期。",
  },
  source: "kubernetes pkg/controller/controller_utils.go ControllerExpectations",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => {
    const owned = new OwnedObjects(judge);
    /** Controllers that gave a wait up. */
    const lapsed = new Set<string>();
    const underWay = new Set<string>();
    const mayStillChange = (informer: string, owner: Owner, keys: readonly string[]): boolean =>
      underWay.size > 0 || !sees(judge.world?.informer(informer), owner, keys);
    return {
      on: {},
      see: {
        "write.asked": ({ write }) => underWay.add(write),
        "write.told": ({ write }) => underWay.delete(write),
        ...owned.listeners((owner, { informer, verb, count }) => {
          const { wanted, decidedAt = judge.now } = owner;
          const keys = owned.keys(owner);
          const there = keys.length;
          // Whoever waits no longer goes by what a late cache shows, until it is late no more and nothing is under way.
          if (judge.now - decidedAt > expectationsTimeoutMs) lapsed.add(informer);
          if (lapsed.has(informer) && mayStillChange(informer, owner, keys)) return;
          lapsed.delete(informer);
          judge.reached();
          const then = verb === "create" ? there + count : there - count;
          if (then !== wanted)
            judge.broken({
              en: `${informer}: ${wanted} are wanted and ${there} are there; it decides to ${verb} ${count}`,
              "zh-CN": `${informer}：需要 ${wanted} 个，已有 ${there} 个；它却决定${verb === "create" ? "创建" : "删除"} ${count} 个`,
            });
        }),
      },
    };
  },
};

/** A controller sees just these objects of its own: as many others may be what a late cache shows. */
function sees(
  live: JudgedInformer | undefined,
  { isOwn }: Owner,
  keys: readonly string[],
): boolean {
  const cached = new Set(live?.indexer.listKeys().filter(isOwn));
  return cached.size === keys.length && keys.every((key) => cached.has(key));
}
