import type { FactOf, FoldContext, Folds } from "./fold-types.ts";
import { informerBehind, informerOf } from "./fold-types.ts";
import type { World } from "./world.ts";

const writeVerbs = new Set(["create", "update", "patch", "apply", "delete", "deletecollection"]);

/** What happens at the apiserver and between it and the informer. */
export const serverFolds: Folds<
  | "server.committed"
  | "server.compacted"
  | "server.restarted"
  | "server.requested"
  | "server.responded"
  | "server.watch-opened"
  | "server.watch-sent"
  | "server.watch-ended"
  | "fault.injected"
> = {
  "server.committed": (world, fact, { record }) => {
    world.commits += 1;
    world.tally.commits += 1;
    world.head = fact.ref.resourceVersion ?? world.head;
    const id = `${fact.ref.resource} ${fact.ref.key}`;
    if (fact.verb === "delete") {
      world.server.delete(id);
      return;
    }
    const change = world.server.has(id) ? "updated" : "added";
    world.server.set(id, {
      seq: record.seq,
      ref: fact.ref,
      object: fact.object,
      change,
      indexes: {},
    });
  },
  "server.compacted": (world, fact) => {
    world.compacted = fact.revision;
  },
  "server.restarted": (world, fact) => {
    world.watchWindowFrom = fact.oldestWatchRevision;
  },
  "server.requested": request,
  "server.responded": respond,
  "server.watch-opened": (world, fact, context) => {
    const name = informerBehind(world, context, fact.resource);
    world.watches.set(fact.watch, { informer: name });
    if (name === undefined) return;
    informerOf(world, name).wire = {
      state: "open",
      seq: context.record.seq,
      from: fact.resourceVersion,
    };
  },
  "server.watch-sent": (world, fact, { record }) => {
    const watch = world.watches.get(fact.watch);
    world.watches.set(fact.watch, { ...watch, sent: fact.ref?.resourceVersion ?? watch?.sent });
    if (watch?.informer === undefined) return;
    informerOf(world, watch.informer).inFlight.push({
      seq: record.seq,
      type: fact.type,
      ref: fact.ref,
      sentAt: record.at,
      latencyMs: fact.latencyMs,
    });
  },
  "server.watch-ended": (world, fact, { record }) => {
    const name = world.watches.get(fact.watch)?.informer;
    world.watches.delete(fact.watch);
    if (name === undefined) return;
    const isOrderly = fact.reason === "timeout" || fact.reason === "client";
    const wire = informerOf(world, name).wire;
    informerOf(world, name).wire = {
      ...wire,
      state: isOrderly ? "closed" : "broken",
      seq: record.seq,
      reason: fact.reason,
    };
  },
  "fault.injected": (world, fact, context) => {
    world.tally.faults += 1;
    const watch = fact.watch === undefined ? undefined : world.watches.get(fact.watch);
    const request = fact.request === undefined ? undefined : world.requests.get(fact.request);
    const target =
      request?.verb === "list" ? "list" : watch || request?.verb === "watch" ? "watch" : "cluster";
    const fault = { seq: context.record.seq, action: fact.action, target } as const;
    const struck = watch?.informer ?? request?.informer;
    if (struck === undefined) world.fault = fault;
    else informerOf(world, struck).fault = fault;
  },
};

function request(world: World, fact: FactOf<"server.requested">, context: FoldContext): void {
  const { seq } = context.record;
  if (writeVerbs.has(fact.verb)) {
    const by = context.log
      .chainOf(seq, 24)
      .find(({ fact: link }) => link.kind.startsWith("reconcile."));
    world.write = {
      seq,
      request: fact.request,
      verb: fact.verb,
      resource: fact.resource,
      key: fact.key,
      by: by !== undefined && "worker" in by.fact ? by.fact.worker : fact.client,
      isByWorker: by !== undefined,
    };
    return;
  }
  const informer = informerBehind(world, context, fact.resource);
  world.requests.set(fact.request, { verb: fact.verb, informer });
  if (informer === undefined) return;
  const target = informerOf(world, informer);
  if (fact.verb === "list") {
    target.list ??= { seq, page: 1, phase: "asked" };
  } else if (fact.verb === "watch" && target.wire.state !== "open") {
    target.wire = { state: "opening", seq, from: fact.options.resourceVersion };
  }
}

function respond(world: World, fact: FactOf<"server.responded">, { record }: FoldContext): void {
  const { seq } = record;
  if (world.write?.request === fact.request) {
    world.write = {
      ...world.write,
      code: fact.code,
      reason: fact.reason,
      resourceVersion: fact.resourceVersion,
      answeredSeq: seq,
    };
    return;
  }
  const asked = world.requests.get(fact.request);
  world.requests.delete(fact.request);
  if (asked?.informer === undefined) return;
  const informer = informerOf(world, asked.informer);
  if (asked.verb === "list") {
    informer.list = {
      seq,
      page: informer.list?.page ?? 1,
      phase: "answered",
      resourceVersion: fact.resourceVersion,
      count: fact.count,
      code: fact.code,
    };
  } else if (asked.verb === "watch" && fact.code >= 400) {
    informer.wire = { ...informer.wire, state: "broken", seq, reason: String(fact.code) };
  }
}
