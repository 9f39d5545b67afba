import type { TraceFact } from "@informerlab/core/trace";

/** One fact as a line for terminals: short, in English, without colours. The picture's sentences are richer. */
export function factLine(fact: TraceFact): string {
  const named = "ref" in fact && fact.ref !== undefined ? objectText(fact.ref) : "";
  switch (fact.kind) {
    case "server.committed":
      return `apiserver: ${fact.verb} of ${named}`;
    case "server.compacted":
      return `apiserver: forgets what is older than ${fact.revision}`;
    case "server.restarted":
      return "apiserver: restarts";
    case "server.watch-sent":
      return `apiserver: sends ${fact.type} ${named} on watch ${fact.watch}`.trimEnd();
    case "server.watch-ended":
      return `apiserver: watch ${fact.watch} ends (${fact.reason})`;
    case "server.responded":
      return `apiserver: answers request ${fact.request} with ${fact.code}${fact.count === undefined ? "" : `, ${fact.count} items at ${fact.resourceVersion}`}`;
    case "fault.injected":
      return `fault: ${fact.action}${fact.watch === undefined ? "" : ` on watch ${fact.watch}`}`;
    case "actor.acted":
      return `${fact.actor}: ${fact.action} ${named}`.trimEnd();
    case "reflector.list-requested":
      return `reflector ${fact.informer}: lists, version "${fact.options.resourceVersion ?? ""}"`;
    case "reflector.listed":
      return `reflector ${fact.informer}: has a list of ${fact.count} at ${fact.resourceVersion}`;
    case "reflector.list-failed":
      return `reflector ${fact.informer}: the list failed: ${fact.error}`;
    case "reflector.watch-requested":
      return `reflector ${fact.informer}: watches from "${fact.options.resourceVersion ?? ""}"`;
    case "reflector.watch-ended":
      return `reflector ${fact.informer}: its watch is over (${fact.reason})`;
    case "reflector.received":
      return `reflector ${fact.informer}: receives ${fact.type} ${named || (fact.error ?? "")}`;
    case "reflector.backing-off":
      return `reflector ${fact.informer}: waits ${Math.round(fact.delayMs)} ms`;
    case "queue.enqueued":
      return `queue ${fact.informer}: ${fact.isTombstone ? "tombstone for" : `${fact.type}`} ${named}`.trimEnd();
    case "queue.compressed":
      return `queue ${fact.informer}: merges deltas of ${named}`;
    case "queue.popped":
      return `queue ${fact.informer}: hands out ${fact.deltas.map((delta) => `${delta.isTombstone ? "tombstone" : delta.type} ${delta.ref === undefined ? "" : objectText(delta.ref)}`.trimEnd()).join(", ")}`;
    case "store.changed":
      return `cache ${fact.informer}: ${fact.change} ${named}`;
    case "store.replaced":
      return `cache ${fact.informer}: is replaced by ${fact.refs.length} objects at ${fact.storeResourceVersion}`;
    case "handler.notified":
      return `handler ${fact.handler}: is told: ${fact.notification} ${named}`;
    case "handler.called":
      return `handler ${fact.handler}: hears ${fact.notification} ${named}`;
    case "handler.threw":
      return `handler ${fact.handler}: throws on ${fact.notification} ${named}`;
    case "handler.registered":
      return `handler ${fact.handler}: joins${fact.isLate ? " late" : ""}`;
    case "informer.synced":
      return `informer ${fact.informer}: synced with ${fact.count}`;
    case "workqueue.delayed":
      return `work queue ${fact.queue}: ${fact.key} waits ${Math.round(fact.delayMs)} ms`;
    case "reconcile.read":
      return `${fact.worker}: reads ${named || `that ${fact.key} is gone`}`;
    default:
      return plainLine(fact);
  }
}

function plainLine(fact: TraceFact): string {
  const subject =
    "key" in fact && typeof fact.key === "string"
      ? fact.key
      : "ref" in fact && fact.ref !== undefined
        ? objectText(fact.ref)
        : "";
  return `${fact.kind.replaceAll(".", " ").replaceAll("-", " ")} ${subject}`.trimEnd();
}

function objectText({
  key,
  resourceVersion,
}: {
  readonly key: string;
  readonly resourceVersion?: string;
}): string {
  return resourceVersion === undefined ? key : `${key}@${resourceVersion}`;
}
