import { deltasText, type FactWords } from "./fact-words.ts";

const verbs = { create: "创建", update: "更新", delete: "删除" } as const;
const changes = { added: "新增", updated: "更新", deleted: "删除" } as const;

/** Facts in Simplified Chinese. Names of the API (`ADDED`, `Replaced`, `410`) stay as they are. */
export const factWordsZh: FactWords = {
  "server.committed": ({ verb }, named) => `apiserver：${verbs[verb]} ${named}`,
  "server.compacted": ({ revision }) => `apiserver：忘掉 ${revision} 之前的修订`,
  "server.restarted": () => "apiserver：重启",
  "server.watch-sent": ({ type, watch }, named) =>
    `apiserver：在监听 ${watch} 上送出 ${type} ${named}`,
  "server.watch-ended": ({ watch, reason }) => `apiserver：监听 ${watch} 结束（${reason}）`,
  "server.responded": ({ request, code, count, resourceVersion }) =>
    `apiserver：对请求 ${request} 回答 ${code}${count === undefined ? "" : `，${count} 个对象，版本 ${resourceVersion}`}`,
  "fault.injected": ({ action, watch }) =>
    `故障：${action}${watch === undefined ? "" : `，在监听 ${watch} 上`}`,
  "actor.acted": ({ actor, action }, named) => `${actor}：${action} ${named}`,
  "scenario.healed": () => "故障全部解除",
  "reflector.list-requested": ({ informer, options }) =>
    `反射器 ${informer}：列举，版本“${options.resourceVersion ?? ""}”`,
  "reflector.listed": ({ informer, count, resourceVersion }) =>
    `反射器 ${informer}：得到 ${count} 个对象的列表，版本 ${resourceVersion}`,
  "reflector.list-failed": ({ informer, error }) => `反射器 ${informer}：列举失败：${error}`,
  "reflector.watch-requested": ({ informer, options }) =>
    `反射器 ${informer}：从“${options.resourceVersion ?? ""}”开始监听`,
  "reflector.watch-ended": ({ informer, reason }) => `反射器 ${informer}：监听结束（${reason}）`,
  "reflector.received": ({ informer, type, error }, named) =>
    `反射器 ${informer}：收到 ${type} ${named || (error ?? "")}`,
  "reflector.backing-off": ({ informer, delayMs }) =>
    `反射器 ${informer}：等 ${Math.round(delayMs)} 毫秒`,
  "queue.enqueued": ({ informer, type, isTombstone }, named) =>
    `队列 ${informer}：放入 ${isTombstone ? "墓碑" : type} ${named}`,
  "queue.compressed": ({ informer }, named) => `队列 ${informer}：合并 ${named} 的增量`,
  "queue.popped": (fact) => `队列 ${fact.informer}：取出 ${deltasText(fact, "墓碑", "、")}`,
  "store.changed": ({ informer, change }, named) => `缓存 ${informer}：${changes[change]} ${named}`,
  "store.replaced": ({ informer, refs, storeResourceVersion }) =>
    `缓存 ${informer}：整个换成 ${refs.length} 个对象，版本 ${storeResourceVersion}`,
  "handler.registered": ({ handler, isLate }) =>
    `事件处理器 ${handler}：加入${isLate ? "（晚来的）" : ""}`,
  "handler.notified": ({ handler, notification }, named) =>
    `事件处理器 ${handler}：缓冲区收到 ${notification} ${named}`,
  "handler.called": ({ handler, notification }, named) =>
    `事件处理器 ${handler}：听到 ${notification} ${named}`,
  "handler.threw": ({ handler, notification }, named) =>
    `事件处理器 ${handler}：处理 ${notification} ${named} 时抛出异常`,
  "informer.synced": ({ informer, count }) => `informer ${informer}：已同步，${count} 个对象`,
  "workqueue.added": ({ queue, key }) => `工作队列 ${queue}：放入 ${key}`,
  "workqueue.collapsed": ({ queue, key }) => `工作队列 ${queue}：${key} 已在其中`,
  "workqueue.delayed": ({ queue, key, delayMs }) =>
    `工作队列 ${queue}：${key} 等 ${Math.round(delayMs)} 毫秒`,
  "workqueue.got": ({ queue, key }) => `工作队列 ${queue}：交出 ${key}`,
  "reconcile.started": ({ worker, key }) => `${worker}：开始调谐 ${key}`,
  "reconcile.read": ({ worker, key }, named) =>
    `${worker}：读到${named === "" ? ` ${key} 已不存在` : ` ${named}`}`,
  "reconcile.failed": ({ worker, key, error }) => `${worker}：调谐 ${key} 失败：${error}`,
};
