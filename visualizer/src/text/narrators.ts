import type { TraceFact } from "@informerlab/core/trace";
import type { Language } from "../model/timeline/story.ts";
import type { FactOf } from "../model/world/fold-types.ts";
import { durationText } from "./amounts.ts";
import { faultWords } from "./fault-words.ts";
import type { Message } from "./message.ts";
import { type MessageId, messagesEn } from "./messages-en.ts";

type Say = Message<MessageId>;
/** One sentence for every kind of fact. */
export type Narrators = {
  readonly [K in TraceFact["kind"]]: (fact: FactOf<K>, language: Language) => Say;
};

const none = "–";
const version = (ref: { readonly resourceVersion?: string } | undefined): string =>
  ref?.resourceVersion ?? none;

/**
 * Which sentence each kind of fact is told with, and what stands in it beside the fact's own fields, its key and its version
 * ({@link valuesOf}). Complete by type: a new kind does not compile without one.
 */
export const narrators: Narrators = {
  "server.committed": ({ verb }) => say(`committed.${verb}`),
  "server.compacted": ({ revision }) => say("compacted", { rv: revision }),
  "server.restarted": ({ oldestWatchRevision }) => say("restarted", { rv: oldestWatchRevision }),
  "server.requested": ({ verb, resource, key }) => {
    if (verb === "list" || verb === "watch") return say(`requested.${verb}`);
    return say("requested.other", { target: /[^/]$/.test(key) ? `${resource} ${key}` : resource });
  },
  "server.responded": ({ code, reason, count, resourceVersion }) => {
    if (code >= 400) return say("responded.error", { reason: reason ?? "" });
    if (count !== undefined) return say("responded.list");
    return say(resourceVersion === undefined ? "responded.ok" : "responded.written");
  },
  "server.watch-opened": () => say("serverWatchOpened"),
  "server.watch-sent": ({ type }) => say(`watchSent.${type}`),
  "server.watch-ended": ({ reason }) => say(`serverWatchEnded.${reason}`),
  "fault.injected": ({ action, detail }, language) => {
    const done = faultWords(action, language);
    return say(detail === undefined ? "fault" : "fault.detail", { action: done });
  },

  "reflector.moved": ({ to }) => say(`moved.${to}`),
  "reflector.list-requested": ({ options, page }) => {
    if (page > 1) return say("listRequested.page");
    const { resourceVersion } = options;
    if (resourceVersion === undefined || resourceVersion === "") return say("listRequested.latest");
    return say(resourceVersion === "0" ? "listRequested.any" : "listRequested.notOlder", {
      rv: resourceVersion,
    });
  },
  "reflector.listed": () => say("listed"),
  "reflector.list-failed": () => say("listFailed"),
  "reflector.watch-requested": ({ options }) =>
    options.sendInitialEvents === true
      ? say("watchRequested.initial")
      : options.resourceVersion === undefined || options.resourceVersion === ""
        ? say("watchRequested.any")
        : say("watchRequested", { rv: options.resourceVersion }),
  "reflector.watch-opened": () => say("watchOpened"),
  "reflector.watch-refused": () => say("watchRefused"),
  "reflector.received": ({ type, isInitialEventsEnd }) =>
    say(isInitialEventsEnd === true ? "received.initialEnd" : `received.${type}`),
  "reflector.dropped": ({ reason }) => say("dropped", { reason: trimmed(reason) }),
  "reflector.watch-ended": ({ reason }) => say(`watchEnded.${reason}`),
  "reflector.backing-off": ({ next, delayMs }) =>
    say(`backingOff.${next}`, { delay: durationText(delayMs) }),
  "reflector.resync-due": ({ isWanted }) => say(isWanted ? "resync.wanted" : "resync.unwanted"),

  "queue.enqueued": ({ type, isTombstone, refs }) =>
    say(isTombstone === true ? "enqueued.tombstone" : `enqueued.${type}`, {
      count: refs?.length ?? 0,
    }),
  "queue.compressed": () => say("compressed"),
  "queue.popped": ({ deltas, isBatch }) => {
    const types = deltas.map(({ type, isTombstone }) =>
      isTombstone === true ? `${type} †` : type,
    );
    const keys = deltas.flatMap(({ ref }) => ref?.key ?? []);
    const key = keys[0];
    if (key === undefined) return say("popped.whole", { types });
    if (isBatch) return say("popped.batch", { count: deltas.length, keys: shortened(keys) });
    if (deltas.length === 1) return say("popped.one", { key, types });
    return say("popped.many", { key, count: deltas.length, types: shortened(types) });
  },

  "store.changed": ({ change, ref, previousResourceVersion }) => {
    const rv = version(ref);
    if (change !== "updated") return say(`store.${change}`);
    return previousResourceVersion === rv
      ? say("store.same")
      : say("store.updated", { previous: previousResourceVersion ?? none });
  },
  "store.replaced": ({ refs, storeResourceVersion }) =>
    say("store.replaced", { count: refs.length, rv: storeResourceVersion }),
  "store.bookmarked": ({ storeResourceVersion }) =>
    say("store.bookmarked", { rv: storeResourceVersion }),
  "store.mutated": ({ by, path }) =>
    say("store.mutated", { handler: by ?? "?", path: path.slice(1) }),

  "handler.registered": ({ isLate }) => say(isLate ? "registered.late" : "registered"),
  "handler.removed": () => say("removed"),
  "handler.notified": ({ notification, isInitial, isTombstone }) => {
    if (isTombstone === true) return say("notified.tombstone");
    if (notification === "add" && isInitial) return say("notified.initial");
    return say(`notified.${notification}`);
  },
  "handler.called": ({ notification }) => say(`called.${notification}`),
  "handler.returned": () => say("returned"),
  "handler.threw": () => say("threw"),
  "handler.synced": () => say("handlerSynced"),
  "handler.dropped": () => say("handlerDropped"),

  "informer.started": () => say("started"),
  "informer.synced": () => say("synced"),
  "informer.stopped": () => say("stopped"),
  "informer.inconsistent": ({ missing, extra, different }) =>
    say("inconsistent", {
      missing: listed(missing),
      extra: listed(extra),
      different: listed(different),
    }),

  "workqueue.added": () => say("workqueue.added"),
  "workqueue.collapsed": ({ where, wasDirty }) => {
    if (where === "queued") return say("workqueue.collapsed.queued");
    return say(wasDirty ? "workqueue.collapsed.again" : "workqueue.collapsed.dirty");
  },
  "workqueue.delayed": ({ delayMs, failures = 0 }) =>
    say(failures === 0 ? "workqueue.delayed" : "workqueue.retry", {
      delay: durationText(delayMs),
    }),
  "workqueue.got": () => say("workqueue.got"),
  "workqueue.done": ({ isRequeued }) => say(isRequeued ? "workqueue.requeued" : "workqueue.done"),
  "workqueue.forgot": () => say("workqueue.forgot"),
  "workqueue.shut-down": ({ isDraining }) =>
    say(isDraining ? "workqueue.drain" : "workqueue.shutDown"),

  "reconcile.started": () => say("reconcile.started"),
  "reconcile.read": ({ ref }) => say(ref === undefined ? "reconcile.notFound" : "reconcile.read"),
  "reconcile.succeeded": () => say("reconcile.succeeded"),
  "reconcile.failed": ({ retryDelayMs }) =>
    retryDelayMs === undefined
      ? say("reconcile.failed")
      : say("reconcile.retry", { delay: durationText(retryDelayMs) }),

  "actor.acted": ({ action, ref }) => {
    const id = `acted.${action}`;
    const said = ref === undefined ? "acted" : "acted.object";
    return say(isMessage(id) ? id : said);
  },
  "scenario.healed": () => say("healed"),
  "scenario.quiet": () => say("quiet"),
};

/** What has a sentence of its own; what somebody else's program does may have none. */
function isMessage(id: string): id is MessageId {
  return Object.hasOwn(messagesEn, id);
}

/** What every sentence may name: the fact's fields, `key` and `rv`, a dash where it has none. */
export function valuesOf(fact: TraceFact): NonNullable<Say["values"]> {
  const ref = "ref" in fact ? fact.ref : undefined;
  const own = "resourceVersion" in fact ? fact.resourceVersion : undefined;
  const error = trimmed(("error" in fact ? fact.error : undefined) ?? none);
  return { key: ref?.key ?? none, rv: own ?? version(ref), ...fact, error };
}

function say(id: MessageId, values: NonNullable<Say["values"]> = {}): Say {
  return { id, values };
}

// The sentence brings its own full stop.
function trimmed(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, " ").replace(/[.。]$/, "");
  return oneLine.length > 160 ? `${oneLine.slice(0, 159)}…` : oneLine;
}

function shortened(words: readonly string[], max = 6): readonly string[] {
  return words.length <= max ? words : [...words.slice(0, max), `… +${words.length - max}`];
}

function listed(keys: readonly string[]): readonly string[] {
  return keys.length === 0 ? [none] : shortened(keys);
}
