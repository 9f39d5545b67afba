import {
  type KubernetesObject,
  Lister,
  type ListerWatcher,
  reflectorRules,
  type Selector,
  type SharedIndexInformer,
  SharedInformerFactory,
} from "@informerlab/core";
import { around } from "../simulate/network/around.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Mistakes of kinds that somebody planted who knew no rule: each was out of reach once. */
export const outsideBugs: readonly PlantedBug[] = [
  {
    name: "short-page-is-the-last",
    title: {
      en: "A page with fewer objects than were asked for is taken for the last.",
      "zh-CN": "对象数少于请求数的一页被当作最后一页。",
    },
    caughtBy: ["L3", "C3"],
    budget: 5000,
    parts: () => ({
      lyingServer: () => ({ wrap: withoutShortPages, report: (fact) => fact }),
    }),
  },
  {
    name: "internal-errors-for-ever",
    title: {
      en: "Internal errors of a watch are retried at once for ever: a list never comes.",
      "zh-CN": "监听的内部错误永远立即重试：不再列举。",
    },
    caughtBy: ["P9"],
    budget: 5000,
    parts: () => ({
      informer: () => ({
        reflectorRules: {
          ...reflectorRules,
          afterWatchError: (error) => {
            const next = reflectorRules.afterWatchError(error);
            return next === "retry-if-internal" ? "watch" : next;
          },
        },
      }),
    }),
  },
  {
    name: "groups-share-an-informer",
    title: {
      en: "A factory has one informer for resources of one name in two groups.",
      "zh-CN": "工厂让两个 API 组中的同名资源共用一个 informer。",
    },
    caughtBy: ["S1"],
    budget: 5000,
    parts: () => ({ createFactory: (...input) => new GroupBlindFactory(...input) }),
  },
  {
    name: "nothing-ever-differs",
    title: {
      en: "The check of a cache against the server says that all is well, whatever differs.",
      "zh-CN": "把缓存与服务器相比较的检查总说一切正常，不管有什么差别。",
    },
    caughtBy: ["C14"],
    budget: 1000,
    queues: ["real-atomic"],
    parts: () => ({
      alterInformer: (informer) => {
        const check = informer.checkConsistency.bind(informer);
        const none = { isConsistent: true, missing: [], extra: [], different: [] };
        informer.checkConsistency = () =>
          new Promise((resolve) => {
            void check().then((report) => resolve(report && { ...report, ...none }));
          });
      },
    }),
  },
  {
    name: "factory-forgets-its-namespace",
    title: {
      en: "A factory that is limited to a namespace makes informers of all namespaces.",
      "zh-CN": "限定了命名空间的工厂，创建出的 informer 却读取所有命名空间。",
    },
    caughtBy: ["S2"],
    budget: 5000,
    parts: () => ({
      createFactory: (client, { namespace: _forgotten, ...options }) =>
        new SharedInformerFactory(client, options),
    }),
  },
  {
    name: "factory-end-not-awaited",
    title: {
      en: "A factory is said to be shut down while informers run that a signal is to stop.",
      "zh-CN": "由信号停止的 informer 仍在运行时，就说工厂已经关闭。",
    },
    caughtBy: ["S1"],
    budget: 5000,
    parts: () => ({
      createFactory: (client, options) => new HastyFactory(client, options),
    }),
  },
  {
    name: "unlabelled-never-match",
    title: {
      en: "An object without the label matches no selector that speaks of it, not even `!=`.",
      "zh-CN": "没有该标签的对象不匹配任何提到它的选择器，连 `!=` 也不匹配。",
    },
    caughtBy: ["I7"],
    budget: 1000,
    parts: () => ({ createLister: (indexer) => new PickyLister(indexer) }),
  },
  {
    name: "namespace-is-all",
    title: {
      en: "A namespace is listed whole, whatever the selector says.",
      "zh-CN": "按命名空间读取时返回其中全部对象，不管选择器如何。",
    },
    caughtBy: ["I7"],
    budget: 1000,
    parts: () => ({ createLister: (indexer) => new CarelessLister(indexer) }),
  },
];

class HastyFactory extends SharedInformerFactory {
  override shutdown(): Promise<void> {
    void super.shutdown();
    return Promise.resolve();
  }
}

/** The token of a page with less than was asked for is lost on the way. */
function withoutShortPages(inner: ListerWatcher): ListerWatcher {
  return around(inner, {
    list: (options, done, waiting) =>
      inner.list(
        options,
        (result) => {
          if (!result.ok || result.list.items.length >= (options.limit ?? 0)) {
            done(result);
            return;
          }
          const { continue: _token, ...metadata } = result.list.metadata ?? {};
          done({ ...result, list: { ...result.list, metadata } });
        },
        waiting,
      ),
  });
}

class GroupBlindFactory extends SharedInformerFactory {
  override informerFor<T extends KubernetesObject = KubernetesObject>(
    ...[resource, create]: Parameters<typeof SharedInformerFactory.prototype.informerFor<T>>
  ): SharedIndexInformer<T> {
    return super.informerFor<T>({ ...resource, group: "" }, create);
  }
}

class CarelessLister extends Lister {
  constructor(indexer: SharedIndexInformer["indexer"]) {
    super(indexer, { group: "", resource: "" });
  }

  override byNamespace(namespace: string): ReturnType<Lister["byNamespace"]> {
    const lister = super.byNamespace(namespace);
    const list = lister.list.bind(lister);
    lister.list = () => list();
    return lister;
  }
}

class PickyLister extends Lister {
  constructor(indexer: SharedIndexInformer["indexer"]) {
    super(indexer, { group: "", resource: "" });
  }

  override list(selector?: Selector): readonly KubernetesObject[] {
    return super
      .list(selector)
      .filter(({ metadata }) =>
        (selector?.requirements ?? []).every(({ key }) => metadata?.labels?.[key] !== undefined),
      );
  }
}
