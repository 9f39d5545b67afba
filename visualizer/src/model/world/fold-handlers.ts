import type { Folds } from "./fold-types.ts";
import { informerOf } from "./fold-types.ts";
import type { HandlerWorld, InformerWorld } from "./world.ts";

/** The informer's life, and what its handlers are told. */
export const handlerFolds: Folds<
  | "informer.started"
  | "informer.synced"
  | "informer.stopped"
  | "informer.inconsistent"
  | "handler.registered"
  | "handler.removed"
  | "handler.notified"
  | "handler.called"
  | "handler.returned"
  | "handler.threw"
  | "handler.synced"
  | "handler.dropped"
> = {
  "informer.started": (world, fact) => {
    const informer = informerOf(world, fact.informer);
    informer.resource = fact.resource;
    informer.flavour = fact.queue;
    informer.resyncPeriodMs = fact.resyncPeriodMs;
    informer.indexNames = fact.indexes;
    informer.stage = "started";
  },
  "informer.synced": (world, fact) => {
    informerOf(world, fact.informer).stage = "synced";
  },
  "informer.stopped": (world, fact) => {
    informerOf(world, fact.informer).stage = "stopped";
  },
  "informer.inconsistent": (world, fact, { record }) => {
    informerOf(world, fact.informer).inconsistency = {
      seq: record.seq,
      keys: [...fact.missing, ...fact.extra, ...fact.different],
    };
  },
  "handler.registered": (world, fact, { record }) => {
    informerOf(world, fact.informer).handlers.set(fact.handler, {
      ...newHandler(fact.handler, record.seq),
      resyncPeriodMs: fact.resyncPeriodMs,
      isLate: fact.isLate,
    });
  },
  "handler.removed": (world, fact) => {
    const handler = handlerOf(informerOf(world, fact.informer), fact.handler);
    handler.isRemoved = true;
    handler.buffer = [];
  },
  "handler.notified": (world, fact, { record }) => {
    world.tally.notifications += 1;
    handlerOf(informerOf(world, fact.informer), fact.handler).buffer.push({
      seq: record.seq,
      type: fact.notification,
      ref: fact.ref,
      isInitial: fact.isInitial,
      isTombstone: fact.isTombstone === true,
    });
  },
  "handler.called": (world, fact, { record }) => {
    const handler = handlerOf(informerOf(world, fact.informer), fact.handler);
    const next = handler.buffer.shift();
    handler.current = {
      seq: record.seq,
      from: next?.seq,
      type: fact.notification,
      ref: fact.ref,
      isInitial: next?.isInitial ?? false,
      isTombstone: next?.isTombstone ?? false,
    };
  },
  "handler.returned": (world, fact) => {
    const handler = handlerOf(informerOf(world, fact.informer), fact.handler);
    handler.current = undefined;
    handler.handled += 1;
  },
  "handler.threw": (world, fact) => {
    const handler = handlerOf(informerOf(world, fact.informer), fact.handler);
    handler.current = undefined;
    handler.errors += 1;
  },
  "handler.synced": (world, fact) => {
    handlerOf(informerOf(world, fact.informer), fact.handler).isSynced = true;
  },
  "handler.dropped": (world, fact) => {
    const handler = handlerOf(informerOf(world, fact.informer), fact.handler);
    const index = handler.buffer.findIndex(({ ref }) => ref.key === fact.ref.key);
    if (index >= 0) handler.buffer.splice(index, 1);
  },
};

function handlerOf(informer: InformerWorld, name: string): HandlerWorld {
  let handler = informer.handlers.get(name);
  if (handler === undefined) {
    handler = newHandler(name, 0);
    informer.handlers.set(name, handler);
  }
  return handler;
}

function newHandler(name: string, seq: number): HandlerWorld {
  return {
    name,
    seq,
    resyncPeriodMs: 0,
    isLate: false,
    isSynced: false,
    isRemoved: false,
    errors: 0,
    handled: 0,
    buffer: [],
    current: undefined,
  };
}
