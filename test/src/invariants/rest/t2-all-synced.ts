import { everyFlavour, type Invariant } from "../invariant.ts";

/** T2: once all is quiet, everybody who runs knows that the first list is in. */
export const allSynced: Invariant = {
  id: "T2",
  name: "all-synced",
  title: {
    en: "When all is quiet, every running informer and every registration of it says that it has synced.",
    "zh-CN": "一切平静时，每个运行中的 informer 及其每个注册都表明自己已同步。",
  },
  source: "client-go tools/cache WaitForCacheSync",
  binds: everyFlavour,
  watch: (judge) => ({
    on: {},
    end: (isQuiet) => {
      if (!isQuiet) return;
      for (const name of judge.world?.informerNames ?? []) {
        const live = judge.world?.informer(name);
        if (live?.isRunning !== true) continue;
        judge.reached();
        if (!live.hasSynced)
          judge.broken({
            en: `${name}: all is quiet and it has not synced`,
            "zh-CN": `${name}：一切平静，它却还没有同步`,
          });
        for (const [handler, { hasSynced }] of live.registrations)
          if (!hasSynced)
            judge.broken({
              en: `${name}/${handler}: all is quiet and it has not synced`,
              "zh-CN": `${name}/${handler}：一切平静，它却还没有同步`,
            });
      }
    },
  }),
};
