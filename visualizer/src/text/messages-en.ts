/** What each step says, in English. */
export const messagesEn = {
  unknown: "This picture has no words for {kind}.",

  "committed.create": "The [apiserver] stores {key} as a new object, at [revision] {rv}.",
  "committed.update": "The [apiserver] stores a new version of {key}, at [revision] {rv}.",
  "committed.delete":
    "The [apiserver] removes {key}, at [revision] {rv}. The log keeps the fact, not the object.",
  compacted:
    "The storage forgets all before [revision] {rv}. Whoever still needs it will hear 410 Gone.",
  restarted:
    "The [apiserver] restarts. Its watch cache begins anew at [revision] {rv}; every connection is closed.",
  "requested.list": "A list request for {resource} reaches the [apiserver], sent by {client}.",
  "requested.watch": "A [watch] request for {resource} reaches the [apiserver], sent by {client}.",
  "requested.other": "{client} sends {verb} {target} to the [apiserver].",
  "responded.list":
    "The [apiserver] answers with {count} {count|object|objects}, a snapshot at [revision] {rv}.",
  "responded.ok": "The [apiserver] answers {code}.",
  "responded.written": "The [apiserver] answers {code}: the write is in, at [revision] {rv}.",
  "responded.error": "The [apiserver] refuses: {code} {reason}.",
  serverWatchOpened:
    "The [apiserver] opens a [watch] that will send every change to {resource} after [revision] {rv}.",
  "watchSent.ADDED": "{key} appeared: an ADDED event at {rv} goes down the wire.",
  "watchSent.MODIFIED": "{key} changed: a MODIFIED event at {rv} goes down the wire.",
  "watchSent.DELETED": "{key} is gone: a DELETED event at {rv} goes down the wire.",
  "watchSent.BOOKMARK":
    "The [apiserver] sends a [bookmark]: no object, only “you are up to date until {rv}”.",
  "watchSent.ERROR": "The [apiserver] sends an ERROR event inside the open [watch].",
  "serverWatchEnded.timeout": "The [apiserver] ends the [watch]: its time is up. That is normal.",
  "serverWatchEnded.client": "The client closed the [watch].",
  "serverWatchEnded.expired":
    "The [apiserver] ends the [watch]: the revisions it would need are gone.",
  "serverWatchEnded.fault": "The connection breaks. Events on the wire are lost.",
  "serverWatchEnded.restart": "The [watch] ends: the [apiserver] restarts.",
  "serverWatchEnded.slow": "The [apiserver] drops this [watch]: the client reads too slowly.",
  "serverWatchEnded.deleted": "The [watch] ends: what it watched is gone.",
  fault: "A [fault] strikes: {action}.",
  "fault.detail": "A [fault] strikes: {action} ({detail}).",

  "moved.idle": "The [reflector] is idle.",
  "moved.listing": "The [reflector] starts to list.",
  "moved.streaming-list": "The [reflector] asks for the list as a stream of events.",
  "moved.opening-watch": "The [reflector] turns to opening a [watch].",
  "moved.watching": "The [reflector] is watching.",
  "moved.backing-off": "The [reflector] pauses before it tries again.",
  "moved.stopped": "The [reflector] stops.",
  "listRequested.any":
    "The [reflector] asks for all objects. resourceVersion {rv} means: any state will do, even an old one.",
  "listRequested.latest":
    "The [reflector] asks for all objects, as they are now: it sends no resourceVersion.",
  "listRequested.notOlder": "The [reflector] asks for all objects, in a state not older than {rv}.",
  "listRequested.page": "The [reflector] asks for page {page} of the same snapshot.",
  listed:
    "The [list] is here: {count} {count|object|objects}, a state of the cluster with a number on it, {rv}.",
  listFailed: "The [list] fails: {error}.",
  watchRequested: "The [reflector] asks for a [watch] of everything after {rv}.",
  "watchRequested.any":
    "The [reflector] asks for a [watch] and names no version: from whatever state there is.",
  "watchRequested.initial": "The [reflector] asks for a [watch] that begins with all that exists.",
  watchOpened: "The [watch] is open. From here on, news arrives by itself.",
  watchRefused: "The [watch] is refused: {error}.",
  "received.ADDED": "The [reflector] receives ADDED {key} at {rv}.",
  "received.MODIFIED": "The [reflector] receives MODIFIED {key} at {rv}.",
  "received.DELETED": "The [reflector] receives DELETED {key} at {rv}.",
  "received.BOOKMARK":
    "The [reflector] receives a [bookmark] and remembers {rv}, although nothing it watches has changed.",
  "received.initialEnd":
    "The [bookmark] at {rv} says: those were all. The streamed list is complete.",
  "received.ERROR": "The [reflector] receives an ERROR event: {error}.",
  dropped: "The [reflector] leaves an event out: {reason}.",
  "watchEnded.closed":
    "The [watch] has ended after {events} {events|event|events}. The [reflector] can go on from the last version it saw.",
  "watchEnded.expired":
    "The [watch] has expired: the [apiserver] no longer knows what came after the last version seen. Only a [relist] helps.",
  "watchEnded.error": "The [watch] broke after {events} {events|event|events}.",
  "watchEnded.very-short":
    "The [watch] ended at once, without an event. The [reflector] waits a little.",
  "watchEnded.read-deadline": "The [watch] was silent too long; the [reflector] gives it up.",
  "watchEnded.stopped": "The [watch] is closed: the [informer] stops.",
  "backingOff.list": "[backOff:Back-off]: the [reflector] waits {delay} before it lists again.",
  "backingOff.watch": "[backOff:Back-off]: the [reflector] waits {delay} before it watches again.",
  "resync.wanted": "Time for a [resync]. Nobody asks the server: what is cached is told again.",
  "resync.unwanted": "The [resync] timer fires, but no [handler] is due.",

  "enqueued.Added": "An Added [delta] for {key} enters the [queue].",
  "enqueued.Updated": "An Updated [delta] for {key} enters the [queue].",
  "enqueued.Deleted":
    "A Deleted [delta] for {key} enters the [queue], with the last state the server sent.",
  "enqueued.tombstone":
    "{key} was not in the list, so it must have been deleted unseen: a [tombstone] enters the [queue], with the last state we knew.",
  "enqueued.Replaced":
    "A Replaced [delta] for {key} enters the [queue]: the list says that this is how it is.",
  "enqueued.Sync": "A Sync [delta] for {key} enters the [queue]: an old copy, told again.",
  "enqueued.ReplacedAll":
    "One ReplacedAll [delta] enters the [queue]: the whole list, {count} {count|object|objects} at {rv}.",
  "enqueued.SyncAll": "One SyncAll [delta] enters the [queue]: all that is cached is told again.",
  "enqueued.Bookmark": "A Bookmark [delta] enters the [queue], behind all that came before: {rv}.",
  compressed: "Two deletes of {key} stand side by side; the [queue] keeps the one that knows more.",
  "popped.one": "{key} leaves the [queue]: {types}.",
  "popped.many": "{key} leaves the [queue] with {count} [delta:deltas] at once: {types}.",
  "popped.whole": "The {types} [delta] leaves the [queue].",
  "popped.batch": "A batch of {count} [delta:deltas] leaves the [queue]: {keys}.",

  "store.added": "The [indexer] takes in {key} at {rv}. Only now can a [lister] see it.",
  "store.updated": "The [indexer] replaces {key}: {previous} becomes {rv}.",
  "store.same": "The [indexer] stores {key} again, unchanged at {rv}.",
  "store.deleted": "The [indexer] forgets {key}.",
  "store.replaced":
    "The [indexer] swaps its whole content in one step: {count} {count|object|objects}, at {rv}.",
  "store.mutated":
    "{handler} changes {key} in the [indexer] itself, at {path}. No event, no new version; its indexes are not told.",
  "store.bookmarked": "The [indexer] now claims to be as new as {rv}.",

  registered: "{handler} registers with the [informer].",
  "registered.late":
    "{handler} joins late. It first hears of everything cached, as if that had just appeared.",
  removed: "{handler} is removed; {dropped} {dropped|notification is|notifications are} dropped.",
  "notified.add": "“{key} was added” goes into the [buffer] of {handler}.",
  "notified.initial":
    "“{key} was added”, marked as part of the initial list, goes into the [buffer] of {handler}.",
  "notified.update": "“{key} was updated” goes into the [buffer] of {handler}.",
  "notified.sync":
    "“{key} is as it was” goes into the [buffer] of {handler}: same version, told again.",
  "notified.delete": "“{key} was deleted” goes into the [buffer] of {handler}.",
  "notified.tombstone":
    "“{key} was deleted” goes into the [buffer] of {handler}, as a [tombstone]: how it ended is unknown.",
  "called.add": "{handler} is called: onAdd({key}).",
  "called.update": "{handler} is called: onUpdate({key}).",
  "called.sync": "{handler} is called: onUpdate({key}), old and new the same.",
  "called.delete": "{handler} is called: onDelete({key}).",
  returned: "{handler} is done with {key}.",
  threw: "{handler} throws on {key}: {error}. It is reported; the next one is served.",
  handlerSynced: "{handler} has seen the whole initial list.",
  handlerDropped: "The [buffer] of {handler} is full; the news about {key} is dropped.",

  started: "The [informer] for {resource} starts.",
  synced:
    "The [informer] has synced: the initial list, {count} {count|object|objects}, is in the cache.",
  stopped: "The [informer] stops.",
  inconsistent:
    "The cache differs from the server. Missing: {missing}; too many: {extra}; different: {different}.",

  "workqueue.added": "{key} joins the [workQueue]. Only the key: what to do is found out later.",
  "workqueue.collapsed.queued":
    "{key} is asked for again, but it waits already. The two requests become one.",
  "workqueue.collapsed.dirty":
    "{key} changes while a [worker] has it. It is marked [dirty] and comes again, after the worker is done.",
  "workqueue.collapsed.again":
    "{key} is asked for once more while a [worker] has it. It is [dirty] already.",
  "workqueue.delayed": "{key} is to come back in {delay}.",
  "workqueue.retry":
    "{key} is to come back in {delay}, after {failures} {failures|failure|failures}.",
  "workqueue.got": "A [worker] takes {key}. Nobody else gets it until the worker is done.",
  "workqueue.done": "The work on {key} is done.",
  "workqueue.requeued":
    "The work on {key} is done, but it was [dirty]: it goes back into the queue.",
  "workqueue.forgot": "The failures of {key} are forgotten; its next [backOff] starts small.",
  "workqueue.shutDown": "The [workQueue] shuts down and takes nothing new.",
  "workqueue.drain": "The [workQueue] shuts down once running work is done.",

  "reconcile.started": "{worker} begins to [reconcile] {key}.",
  "reconcile.read":
    "{worker} asks the [lister] for {key} and sees version {rv}. No request leaves the process.",
  "reconcile.notFound": "{worker} asks the [lister] for {key}: not found.",
  "reconcile.succeeded": "{worker} has done what {key} needed.",
  "reconcile.failed": "{worker} fails on {key}: {error}.",
  "reconcile.retry": "{worker} fails on {key}: {error}. Next try in {delay}.",

  acted: "{actor}: {action}.",
  "acted.read": "{actor} asks the [lister]. No request leaves the process.",
  "acted.starve":
    "What fills the cache gets no processor time for a while; the [queue] must hold everything.",
  "acted.slow-handler": "From here on a [handler] of {actor} takes longer for each call.",
  "acted.create": "{actor} creates {key}.",
  "acted.update": "{actor} changes {key}.",
  "acted.delete": "{actor} deletes {key}.",
  "acted.enqueue": "{actor} puts a key into the [workQueue].",
  "acted.stop-queue": "{actor} shuts a [workQueue] down.",
  "acted.wait-for-write": "{actor} waits for its newest write in the copy.",
  "acted.add-index": "{actor} adds an [index].",
  "acted.function-throws": "A function that {actor} gave to the [informer] throws for a while.",
  "acted.add-handler": "{actor} adds a [handler] to the [informer].",
  "acted.shut-down-handler": "{actor} removes a [handler] and waits for its callbacks.",
  "acted.stop-informer": "{actor} stops the [informer].",
  "acted.scale": "{actor} wants another number of objects.",
  "acted.worker-comes": "One more [worker] waits for keys.",
  "acted.worker-leaves": "A [worker] waits for keys no more.",
  "acted.change": "{actor} changes {key}.",
  "acted.crash": "{actor} crashes: its memory is lost.",
  "acted.start again": "{actor} starts again.",
  "acted.pause": "{actor} gets no processor time for a while.",
  "acted.object": "{actor}: {action} {key}.",
  healed: "From here on nothing is disturbed.",
  quiet: "Everything is quiet: nothing is on its way.",
} as const;

/** A sentence of the catalogue. */
export type MessageId = keyof typeof messagesEn;
