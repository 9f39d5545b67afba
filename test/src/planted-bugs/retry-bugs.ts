import type { KubernetesObject, ListerWatcher, ListOptions, WatchEvent } from "@informerlab/core";
import { around, told } from "../simulate/network/around.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Mistakes about what follows an end or a refusal: how soon it is asked again, for what, and who is told. */
export const retryBugs: readonly PlantedBug[] = [
  {
    name: "no-pace",
    title: {
      en: "Watches that end one after the other are opened again at once, however many there are.",
      "zh-CN": "监听接连结束，每次都立即重新打开，不管有多少次。",
    },
    caughtBy: ["P13"],
    budget: 10_000,
    // Ten may follow one another at once.
    operationsMax: 16,
    parts: () => ({
      alterOptions: (options) => ({ ...options, requestPace: { burst: 1_000_000 } }),
    }),
  },
  {
    name: "pages-not-asked-for",
    title: {
      en: "A server that answers in pages is asked for the whole list all the same, when a version is known.",
      "zh-CN": "已知版本时，即使服务器分页响应，仍要求一次返回整个列表。",
    },
    caughtBy: ["P14", "J3"],
    budget: 10_000,
    parts: () => ({ informer: () => ({ wrapListerWatcher: withoutLimits }) }),
  },
  {
    name: "pages-for-a-known-version",
    title: {
      en: "Every list is asked for in pages, one at a known version, too: it then passes by the server's cache.",
      "zh-CN": "每次列举都要求分页，已知版本时也是如此：于是绕过了服务器的缓存。",
    },
    caughtBy: ["P14"],
    budget: 2000,
    parts: () => ({ informer: () => ({ wrapListerWatcher: inPages }) }),
  },
  {
    name: "all-watches-end-together",
    title: {
      en: "Every watch asks for the same time to live, so all clients of a server come back at once.",
      "zh-CN": "每个监听都要求同样的时长，于是所有客户端会同时回来。",
    },
    caughtBy: ["P7"],
    budget: 5000,
    operationsMax: 12,
    parts: () => ({ informer: () => ({ wrapListerWatcher: forSevenMinutes }) }),
  },
  {
    name: "terminating-is-gone",
    title: {
      en: "An object with a deletionTimestamp is taken for deleted, though a finalizer holds it.",
      "zh-CN": "对象一带上 deletionTimestamp 就被当作已删除，尽管还有终结器拦着。",
    },
    caughtBy: ["J3", "C3"],
    budget: 5000,
    parts: () => ({ informer: () => ({ wrapListerWatcher: terminatingIsGone }) }),
  },
  {
    name: "only-lists-are-told",
    title: {
      en: "A program is told of failed rounds only: a watch that is refused for hours is nobody's news.",
      "zh-CN": "只把失败的轮次告诉程序：被拒绝几小时的监听无人知晓。",
    },
    caughtBy: ["P15"],
    budget: 5000,
    parts: () => ({
      alterOptions: (options) => ({ ...options, toldErrors: "as-client-go" }),
    }),
  },
  {
    name: "busy-is-untold",
    title: {
      en: "A program whose server asks it to wait hears nothing of it, however often that is.",
      "zh-CN": "服务器一再要求等待，程序却对此一无所知。",
    },
    caughtBy: ["P15"],
    budget: 20_000,
    parts: () => ({ informer: () => ({ wrapListerWatcher: withoutWaiting }) }),
  },
  {
    name: "list-outlives-its-informer",
    title: {
      en: "An informer that is stopped leaves the list that is under way to itself.",
      "zh-CN": "informer 停止时，对仍在进行的列举不管不顾。",
    },
    caughtBy: ["P11"],
    budget: 10_000,
    parts: () => ({ informer: () => ({ wrapListerWatcher: withoutEnd }) }),
  },
  {
    name: "throws-are-not-told",
    title: {
      en: "What a handler throws is written off: the program is not told.",
      "zh-CN": "事件处理器抛出的异常被忽略：程序没有得知。",
    },
    caughtBy: ["N11"],
    budget: 2000,
    parts: () => ({
      alterOptions: ({ handlerErrorHandler: _untold, ...options }) => options,
    }),
  },
];

function inPages(inner: ListerWatcher): ListerWatcher {
  return around(inner, {
    list: (options, done, waiting) => inner.list({ limit: 500, ...options }, done, waiting),
  });
}

function withoutWaiting(inner: ListerWatcher): ListerWatcher {
  return around(inner, {
    list: (options, done) => inner.list(options, done),
    watch: (options, { waiting: _untold, ...observer }) => inner.watch(options, observer),
  });
}

function withoutEnd(inner: ListerWatcher): ListerWatcher {
  return around(inner, {
    list: (options, done, waiting) => {
      inner.list(options, done, waiting);
      return () => {};
    },
  });
}

function forSevenMinutes(inner: ListerWatcher): ListerWatcher {
  return around(inner, {
    watch: (options, observer) => inner.watch({ ...options, timeoutSeconds: 420 }, observer),
  });
}

function terminatingIsGone(inner: ListerWatcher): ListerWatcher {
  const taken = (event: WatchEvent<KubernetesObject>): WatchEvent<KubernetesObject> =>
    event.type === "MODIFIED" && event.object.metadata?.deletionTimestamp !== undefined
      ? { ...event, type: "DELETED" }
      : event;
  return around(inner, {
    watch: (options, observer) =>
      inner.watch(
        options,
        told(observer, { events: (events) => observer.events(events.map(taken)) }),
      ),
  });
}

/** Whoever lists a version that it knows gets everything at once. */
function withoutLimits(inner: ListerWatcher): ListerWatcher {
  const whole = ({ limit, ...options }: ListOptions): ListOptions => {
    const isKnown = (options.resourceVersion ?? "0") !== "0" && options.resourceVersion !== "";
    return limit === undefined || isKnown ? options : { ...options, limit };
  };
  return around(inner, {
    list: (options, done, waiting) => inner.list(whole(options), done, waiting),
  });
}
