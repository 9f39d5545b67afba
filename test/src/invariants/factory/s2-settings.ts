import { namespaceIndex } from "@informerlab/core";
import { factorySettings } from "../../simulate/programs/factory-actor.ts";
import { everyFlavour, type Invariant } from "../invariant.ts";
import type { Observation } from "../observation.ts";

type Made = Observation & { readonly kind: "factory.made" };

/** S2: what a factory was told holds for each of its informers. */
export const settings: Invariant = {
  id: "S2",
  name: "settings",
  title: {
    en: "A factory makes each informer with its own settings: namespace, query, period, transform, page size, the index by namespace, and a name that no other has.",
    "zh-CN":
      "工厂按自己的设置创建每个 informer：命名空间、查询、周期、转换函数、页大小、按命名空间的索引，以及独有的名字。",
  },
  source: "client-go informers/factory.go, dynamic/dynamicinformer/informer.go",
  binds: everyFlavour,
  watch: (judge) => {
    const names = new Map<string, string>();
    return {
      on: {},
      see: {
        "factory.made": (made) => {
          judge.reached();
          const { resource, options } = made;
          for (const [what, is, right] of settingsOf(made)) {
            if (is !== right)
              judge.broken({
                en: `the factory's informer of ${resource} has the ${what} ${String(is)}, not ${String(right)}`,
                "zh-CN": `工厂里 ${resource} 的 informer 的 ${what} 是 ${String(is)}，本该是 ${String(right)}`,
              });
          }
          const { name = "" } = options;
          const other = names.get(name);
          names.set(name, resource);
          if (other !== undefined)
            judge.broken({
              en: `the factory's informers of ${other} and ${resource} are both named ${name}`,
              "zh-CN": `工厂里 ${other} 与 ${resource} 的 informer 都叫 ${name}`,
            });
        },
      },
    };
  },
};

/** What each setting is, and what it should be. */
function settingsOf({
  resource,
  isNamespaced,
  options,
  wanted,
}: Made): readonly (readonly [what: string, is: unknown, right: unknown])[] {
  const { namespace, customResyncMs, resyncPeriodMs, pageSize } = factorySettings;
  const isCustom = resource === "/v1/configmaps";
  return [
    ["namespace", wanted?.namespace, isNamespaced ? namespace : undefined],
    ["labelSelector", wanted?.tweakListOptions?.({}).labelSelector, "zone=a"],
    [
      "resyncPeriodMs",
      options.resyncPeriodMs,
      isCustom ? customResyncMs.configmaps : resyncPeriodMs,
    ],
    ["pageSize", options.pageSize, pageSize],
    ["kind", options.transform?.({ metadata: {} }).kind, "Trimmed"],
    ["index", Object.keys(options.indexers ?? {}).join(), namespaceIndex],
  ];
}
