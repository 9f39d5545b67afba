import { boundInformer, everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** N12: a deletion that was seen is told plainly; one that was inferred comes as a tombstone. */
export const tombstones: Invariant = {
  id: "N12",
  name: "tombstones",
  title: {
    en: "A deletion received from the server is told with the final state; one inferred from absence comes as a tombstone.",
    "zh-CN": "从服务器收到的删除附带最终状态；由缺席推断出的删除以墓碑形式告知。",
  },
  source: "client-go tools/cache DeletedFinalStateUnknown; kubernetes/kubernetes#8822",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => {
    const inferred = new PerName(() => ({
      step: -1,
      plain: new Set<string>(),
      tombstones: new Set<string>(),
    }));
    const forStep = (
      informer: string,
      step: number,
    ): { plain: Set<string>; tombstones: Set<string> } => {
      const state = inferred.of(informer);
      if (state.step !== step) {
        state.step = step;
        state.plain.clear();
        state.tombstones.clear();
      }
      return state;
    };
    return {
      on: {
        "queue.popped": ({ informer, deltas }, { step }) => {
          const state = forStep(informer, step);
          for (const { type, ref, isTombstone } of deltas) {
            if (type === "Deleted" && ref !== undefined)
              (isTombstone ? state.tombstones : state.plain).add(ref.key);
          }
        },
        "store.replaced": ({ informer }, { step }) => {
          const replacement = judge.model.informers.get(informer)?.lastReplacement;
          for (const key of replacement?.before.keys() ?? []) {
            if (!replacement?.after.has(key)) forStep(informer, step).tombstones.add(key);
          }
        },
        "handler.notified": ({ informer, handler, notification, ref, isTombstone }, { step }) => {
          if (notification !== "delete" || boundInformer(judge, tombstones, informer) === undefined)
            return;
          judge.reached();
          const state = forStep(informer, step);
          if (isTombstone === true && !state.tombstones.has(ref.key)) {
            judge.broken({
              en: `${informer}/${handler}: ${ref.key} comes as a tombstone although its deletion was received`,
              "zh-CN": `${informer}/${handler}：${ref.key} 的删除明明收到过，却以墓碑形式告知`,
            });
          }
          if (isTombstone !== true && !state.plain.has(ref.key)) {
            judge.broken({
              en: `${informer}/${handler}: the deletion of ${ref.key} was inferred and comes without a tombstone`,
              "zh-CN": `${informer}/${handler}：${ref.key} 的删除是推断出来的，却没有以墓碑形式告知`,
            });
          }
        },
      },
    };
  },
};
