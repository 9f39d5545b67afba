import { deltasText, type FactWords } from "./fact-words.ts";

/** Facts in English: short, for a terminal. */
export const factWordsEn: FactWords = {
  "server.committed": ({ verb }, named) => `apiserver: ${verb} of ${named}`,
  "server.compacted": ({ revision }) => `apiserver: forgets what is older than ${revision}`,
  "server.restarted": () => "apiserver: restarts",
  "server.watch-sent": ({ type, watch }, named) =>
    `apiserver: sends ${type} ${named} on watch ${watch}`,
  "server.watch-ended": ({ watch, reason }) => `apiserver: watch ${watch} ends (${reason})`,
  "server.responded": ({ request, code, count, resourceVersion }) =>
    `apiserver: answers request ${request} with ${code}${count === undefined ? "" : `, ${count} items at ${resourceVersion}`}`,
  "fault.injected": ({ action, watch }) =>
    `fault: ${action}${watch === undefined ? "" : ` on watch ${watch}`}`,
  "actor.acted": ({ actor, action }, named) => `${actor}: ${action} ${named}`,
  "scenario.healed": () => "every fault is healed",
  "reflector.list-requested": ({ informer, options }) =>
    `reflector ${informer}: lists, version "${options.resourceVersion ?? ""}"`,
  "reflector.listed": ({ informer, count, resourceVersion }) =>
    `reflector ${informer}: has a list of ${count} at ${resourceVersion}`,
  "reflector.list-failed": ({ informer, error }) =>
    `reflector ${informer}: the list failed: ${error}`,
  "reflector.watch-requested": ({ informer, options }) =>
    `reflector ${informer}: watches from "${options.resourceVersion ?? ""}"`,
  "reflector.watch-ended": ({ informer, reason }) =>
    `reflector ${informer}: its watch is over (${reason})`,
  "reflector.received": ({ informer, type, error }, named) =>
    `reflector ${informer}: receives ${type} ${named || (error ?? "")}`,
  "reflector.backing-off": ({ informer, delayMs }) =>
    `reflector ${informer}: waits ${Math.round(delayMs)} ms`,
  "queue.enqueued": ({ informer, type, isTombstone }, named) =>
    `queue ${informer}: ${isTombstone ? "tombstone for" : type} ${named}`,
  "queue.compressed": ({ informer }, named) => `queue ${informer}: merges deltas of ${named}`,
  "queue.popped": (fact) =>
    `queue ${fact.informer}: hands out ${deltasText(fact, "tombstone", ", ")}`,
  "store.changed": ({ informer, change }, named) => `cache ${informer}: ${change} ${named}`,
  "store.replaced": ({ informer, refs, storeResourceVersion }) =>
    `cache ${informer}: is replaced by ${refs.length} objects at ${storeResourceVersion}`,
  "handler.registered": ({ handler, isLate }) =>
    `handler ${handler}: joins${isLate ? " late" : ""}`,
  "handler.notified": ({ handler, notification }, named) =>
    `handler ${handler}: is told: ${notification} ${named}`,
  "handler.called": ({ handler, notification }, named) =>
    `handler ${handler}: hears ${notification} ${named}`,
  "handler.threw": ({ handler, notification }, named) =>
    `handler ${handler}: throws on ${notification} ${named}`,
  "informer.synced": ({ informer, count }) => `informer ${informer}: synced with ${count}`,
  "workqueue.added": ({ queue, key }) => `work queue ${queue}: takes ${key}`,
  "workqueue.collapsed": ({ queue, key }) => `work queue ${queue}: has ${key} already`,
  "workqueue.delayed": ({ queue, key, delayMs }) =>
    `work queue ${queue}: ${key} waits ${Math.round(delayMs)} ms`,
  "workqueue.got": ({ queue, key }) => `work queue ${queue}: hands out ${key}`,
  "reconcile.started": ({ worker, key }) => `${worker}: reconciles ${key}`,
  "reconcile.read": ({ worker, key }, named) =>
    `${worker}: reads ${named || `that ${key} is gone`}`,
  "reconcile.failed": ({ worker, key, error }) => `${worker}: fails on ${key}: ${error}`,
};
