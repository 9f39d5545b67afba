import type { TraceFact } from "@informerlab/core/trace";
import type { FactOf } from "../model/fold-types.ts";
import type { Language } from "../model/story.ts";
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

/** Which sentence each kind of fact is told with. Complete by type: a new kind does not compile without one. */
export const narrators: Narrators = {
  "server.committed": ({ verb, ref }) =>
    say(`committed.${verb}`, { key: ref.key, rv: version(ref) }),
  "server.compacted": ({ revision }) => say("compacted", { rv: revision }),
  "server.restarted": ({ oldestWatchRevision }) => say("restarted", { rv: oldestWatchRevision }),
  "server.requested": ({ verb, resource, key, client }) => {
    if (verb === "list" || verb === "watch") return say(`requested.${verb}`, { client, resource });
    return say("requested.other", {
      client,
      verb,
      target: key === "" ? resource : `${resource} ${key}`,
    });
  },
  "server.responded": ({ code, reason, count, resourceVersion }) => {
    if (code >= 400) return say("responded.error", { code, reason: reason ?? "" });
    if (count !== undefined) return say("responded.list", { count, rv: resourceVersion ?? none });
    if (resourceVersion !== undefined)
      return say("responded.written", { code, rv: resourceVersion });
    return say("responded.ok", { code });
  },
  "server.watch-opened": ({ resource, resourceVersion }) =>
    say("serverWatchOpened", { resource, rv: resourceVersion }),
  "server.watch-sent": ({ type, ref }) =>
    say(`watchSent.${type}`, { key: ref?.key ?? none, rv: version(ref) }),
  "server.watch-ended": ({ reason }) => say(`serverWatchEnded.${reason}`),
  "fault.injected": ({ action, detail }, language) => {
    const done = faultWords(action, language);
    return detail === undefined
      ? say("fault", { action: done })
      : say("fault.detail", { action: done, detail });
  },

  "reflector.moved": ({ to }) => say(`moved.${to}`),
  "reflector.list-requested": ({ options, page }) => {
    if (page > 1) return say("listRequested.page", { page });
    const { resourceVersion } = options;
    if (resourceVersion === undefined || resourceVersion === "") return say("listRequested.latest");
    return resourceVersion === "0"
      ? say("listRequested.any", { rv: "0" })
      : say("listRequested.notOlder", { rv: resourceVersion });
  },
  "reflector.listed": ({ count, resourceVersion }) => say("listed", { count, rv: resourceVersion }),
  "reflector.list-failed": ({ error }) => say("listFailed", { error: trimmed(error) }),
  "reflector.watch-requested": ({ options }) =>
    options.sendInitialEvents === true
      ? say("watchRequested.initial")
      : options.resourceVersion === undefined || options.resourceVersion === ""
        ? say("watchRequested.any")
        : say("watchRequested", { rv: options.resourceVersion }),
  "reflector.watch-opened": () => say("watchOpened"),
  "reflector.watch-refused": ({ error }) => say("watchRefused", { error: trimmed(error) }),
  "reflector.received": ({ type, ref, error, isInitialEventsEnd }) => {
    if (type === "ERROR") return say("received.ERROR", { error: trimmed(error ?? none) });
    if (isInitialEventsEnd === true) return say("received.initialEnd", { rv: version(ref) });
    return say(`received.${type}`, { key: ref?.key ?? none, rv: version(ref) });
  },
  "reflector.dropped": ({ reason }) => say("dropped", { reason: trimmed(reason) }),
  "reflector.watch-ended": ({ reason, events }) => say(`watchEnded.${reason}`, { events }),
  "reflector.backing-off": ({ next, delayMs }) =>
    say(`backingOff.${next}`, { delay: durationText(delayMs) }),
  "reflector.resync-due": ({ isWanted }) => say(isWanted ? "resync.wanted" : "resync.unwanted"),

  "queue.enqueued": ({ type, ref, isTombstone, refs, resourceVersion }) =>
    say(isTombstone === true ? "enqueued.tombstone" : `enqueued.${type}`, {
      key: ref?.key ?? none,
      count: refs?.length ?? 0,
      rv: resourceVersion ?? version(ref),
    }),
  "queue.compressed": ({ ref }) => say("compressed", { key: ref.key }),
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
    if (change !== "updated") return say(`store.${change}`, { key: ref.key, rv });
    return previousResourceVersion === rv
      ? say("store.same", { key: ref.key, rv })
      : say("store.updated", { key: ref.key, rv, previous: previousResourceVersion ?? none });
  },
  "store.replaced": ({ refs, storeResourceVersion }) =>
    say("store.replaced", { count: refs.length, rv: storeResourceVersion }),
  "store.bookmarked": ({ storeResourceVersion }) =>
    say("store.bookmarked", { rv: storeResourceVersion }),
  "store.mutated": ({ by, ref, path }) =>
    say("store.mutated", { key: ref.key, handler: by ?? "?", path: path.slice(1) }),

  "handler.registered": ({ handler, isLate }) =>
    say(isLate ? "registered.late" : "registered", { handler }),
  "handler.removed": ({ handler, dropped }) => say("removed", { handler, dropped }),
  "handler.notified": ({ handler, notification, ref, isInitial, isTombstone }) => {
    const values = { handler, key: ref.key };
    if (isTombstone === true) return say("notified.tombstone", values);
    if (notification === "add" && isInitial) return say("notified.initial", values);
    return say(`notified.${notification}`, values);
  },
  "handler.called": ({ handler, notification, ref }) =>
    say(`called.${notification}`, { handler, key: ref.key }),
  "handler.returned": ({ handler, ref }) => say("returned", { handler, key: ref.key }),
  "handler.threw": ({ handler, ref, error }) =>
    say("threw", { handler, key: ref.key, error: trimmed(error) }),
  "handler.synced": ({ handler }) => say("handlerSynced", { handler }),
  "handler.dropped": ({ handler, ref }) => say("handlerDropped", { handler, key: ref.key }),

  "informer.started": ({ resource }) => say("started", { resource }),
  "informer.synced": ({ count }) => say("synced", { count }),
  "informer.stopped": () => say("stopped"),
  "informer.inconsistent": ({ missing, extra, different }) =>
    say("inconsistent", {
      missing: listed(missing),
      extra: listed(extra),
      different: listed(different),
    }),

  "workqueue.added": ({ key }) => say("workqueue.added", { key }),
  "workqueue.collapsed": ({ key, where, wasDirty }) => {
    if (where === "queued") return say("workqueue.collapsed.queued", { key });
    return say(wasDirty ? "workqueue.collapsed.again" : "workqueue.collapsed.dirty", { key });
  },
  "workqueue.delayed": ({ key, delayMs, failures }) =>
    failures === undefined || failures === 0
      ? say("workqueue.delayed", { key, delay: durationText(delayMs) })
      : say("workqueue.retry", { key, delay: durationText(delayMs), failures }),
  "workqueue.got": ({ key }) => say("workqueue.got", { key }),
  "workqueue.done": ({ key, isRequeued }) =>
    say(isRequeued ? "workqueue.requeued" : "workqueue.done", { key }),
  "workqueue.forgot": ({ key }) => say("workqueue.forgot", { key }),
  "workqueue.shut-down": ({ isDraining }) =>
    say(isDraining ? "workqueue.drain" : "workqueue.shutDown"),

  "reconcile.started": ({ worker, key }) => say("reconcile.started", { worker, key }),
  "reconcile.read": ({ worker, key, ref }) =>
    ref === undefined
      ? say("reconcile.notFound", { worker, key })
      : say("reconcile.read", { worker, key, rv: version(ref) }),
  "reconcile.succeeded": ({ worker, key }) => say("reconcile.succeeded", { worker, key }),
  "reconcile.failed": ({ worker, key, error, retryDelayMs }) =>
    retryDelayMs === undefined
      ? say("reconcile.failed", { worker, key, error: trimmed(error) })
      : say("reconcile.retry", {
          worker,
          key,
          error: trimmed(error),
          delay: durationText(retryDelayMs),
        }),

  "actor.acted": ({ actor, action, ref }) => {
    const id = `acted.${action}`;
    const said = ref === undefined ? "acted" : "acted.object";
    return say(isMessage(id) ? id : said, { actor, action, key: ref?.key ?? none });
  },
  "scenario.healed": () => say("healed"),
  "scenario.quiet": () => say("quiet"),
};

/** What has a sentence of its own; what somebody else's program does may have none. */
function isMessage(id: string): id is MessageId {
  return Object.hasOwn(messagesEn, id);
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
