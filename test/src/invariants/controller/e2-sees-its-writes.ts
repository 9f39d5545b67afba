import { everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** E2: who waits to see its own writes does nothing twice. Counted in the server's log, not in the cache. */
export const seesItsWrites: Invariant = {
  id: "E2",
  name: "sees-its-writes",
  title: {
    en: "A controller that waits for its expectations creates and deletes exactly what is wanted, however old its cache is, and gets there.",
    "zh-CN":
      "控制器等待自己的期望得到满足：无论缓存多旧，它创建和删除的恰好是所需的数量，并最终达到。",
  },
  source: "kubernetes pkg/controller/controller_utils.go ControllerExpectations",
  binds: everyFlavour,
  watch: (judge) => {
    const controllers = new PerName(() => ({
      wanted: 0,
      resource: "",
      isOwn: (_key: string): boolean => false,
      hasFailed: false,
    }));
    const count = (resource: string, isOwn: (key: string) => boolean): number => {
      let own = 0;
      for (const key of judge.model.log.of(resource).current.keys()) if (isOwn(key)) own += 1;
      return own;
    };
    return {
      on: {},
      see: {
        "controller.scaled": ({ informer, wanted }) => {
          controllers.of(informer).wanted = wanted;
        },
        "controller.failed": ({ informer }) => {
          controllers.of(informer).hasFailed = true;
        },
        "controller.decided": ({ informer, resource, verb, count: more, isOwn }) => {
          judge.reached();
          const state = controllers.of(informer);
          state.isOwn = isOwn;
          state.resource = resource;
          const there = count(resource, isOwn);
          const then = verb === "create" ? there + more : there - more;
          if (then !== state.wanted)
            judge.broken({
              en: `${informer}: ${state.wanted} are wanted and ${there} are there; it decides to ${verb} ${more}`,
              "zh-CN": `${informer}：需要 ${state.wanted} 个，现有 ${there} 个，它却决定再${verb === "create" ? "创建" : "删除"} ${more} 个`,
            });
        },
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const [name, { wanted, resource, isOwn, hasFailed }] of controllers.entries()) {
          if (hasFailed || resource === "" || judge.world?.informer(name)?.isRunning !== true)
            continue;
          const there = count(resource, isOwn);
          if (there !== wanted)
            judge.broken({
              en: `${name}: all is quiet, ${wanted} are wanted and ${there} are there`,
              "zh-CN": `${name}：一切平静，需要 ${wanted} 个，现有 ${there} 个`,
            });
        }
      },
    };
  },
};
