import type { ObjectRef } from "@informerlab/core/trace";
import { type ExampleServer, type Known, zoneOf } from "./example-server.ts";

/** One delta on its way into the store. */
export interface Delta {
  readonly type: "Added" | "Updated" | "Deleted" | "Replaced";
  readonly known: Known;
  readonly isTombstone?: boolean;
}

interface Pending {
  readonly handler: string;
  readonly notification: "add" | "update" | "delete" | "sync";
  readonly ref: ObjectRef;
  readonly seq: number;
}

/** The example from the queue's exit on: store, two handlers, one worker. */
export class ExampleConsumer {
  readonly store = new Map<string, Known>();
  storeVersion = "";
  readonly #server: ExampleServer;
  readonly #keys: string[] = [];
  #pending: Pending[] = [];

  constructor(server: ExampleServer) {
    this.#server = server;
  }

  pop(
    at: number,
    deltas: readonly Delta[],
    length: number,
    cause: number,
    isInitial: boolean,
  ): void {
    const { trace } = this.#server;
    trace.step(at, "controller/nodes", cause);
    const popped = trace.emit({
      kind: "queue.popped",
      informer: "nodes",
      deltas: deltas.map(({ type, known, isTombstone }) => ({
        type,
        ref: known.ref,
        ...(isTombstone === true ? { isTombstone: true as const } : {}),
      })),
      isBatch: false,
      isInitial,
      length,
    });
    for (const { type, known, isTombstone } of deltas)
      this.#apply(type, known, isTombstone === true, isInitial, popped);
  }

  #apply(
    type: string,
    known: Known,
    isTombstone: boolean,
    isInitial: boolean,
    cause: number,
  ): void {
    const { trace } = this.#server;
    const { ref, object } = known;
    const old = this.store.get(ref.key);
    const isDeleted = type === "Deleted";
    const change = isDeleted ? "deleted" : old === undefined ? "added" : "updated";
    if (isDeleted) this.store.delete(ref.key);
    else this.store.set(ref.key, known);
    if (!isTombstone) this.storeVersion = ref.resourceVersion ?? this.storeVersion;
    const stored = trace.emit(
      {
        kind: "store.changed",
        informer: "nodes",
        change,
        ref,
        ...(isDeleted ? {} : { object }),
        ...(old?.ref.resourceVersion === undefined
          ? {}
          : { previousResourceVersion: old.ref.resourceVersion }),
        indexes: { zone: isDeleted ? [] : [zoneOf(ref.key)] },
        storeResourceVersion: this.storeVersion,
      },
      cause,
    );
    this.#notify(change, known, old, isTombstone, isInitial, stored);
  }

  #notify(
    change: "added" | "updated" | "deleted",
    { ref }: Known,
    old: Known | undefined,
    isTombstone: boolean,
    isInitial: boolean,
    cause: number,
  ): void {
    const isSame = change === "updated" && old?.ref.resourceVersion === ref.resourceVersion;
    if (isSame && this.#server.watches > 1) return;
    const notification =
      change === "added" ? "add" : change === "deleted" ? "delete" : isSame ? "sync" : "update";
    for (const handler of ["controller", "logger"]) {
      const depth = this.#pending.filter((waiting) => waiting.handler === handler).length + 1;
      const seq = this.#server.trace.emit(
        {
          kind: "handler.notified",
          informer: "nodes",
          handler,
          notification,
          ref,
          isInitial: isInitial && notification === "add",
          depth,
          ...(isTombstone ? { isTombstone: true as const } : {}),
        },
        cause,
      );
      this.#pending.push({ handler, notification, ref, seq });
    }
  }

  runHandlers(at: number): void {
    const { trace } = this.#server;
    const pending = this.#pending;
    this.#pending = [];
    for (const { handler, notification, ref, seq } of pending) {
      trace.step(at, `handler/nodes/${handler}`, seq);
      trace.emit(
        { kind: "handler.called", informer: "nodes", handler, notification, ref, depth: 0 },
        seq,
      );
      if (handler === "controller") {
        if (this.#keys.includes(ref.key)) {
          trace.emit({
            kind: "workqueue.collapsed",
            queue: "nodes",
            key: ref.key,
            where: "queued",
            wasDirty: true,
          });
        } else {
          this.#keys.push(ref.key);
          trace.emit({
            kind: "workqueue.added",
            queue: "nodes",
            key: ref.key,
            depth: this.#keys.length,
          });
        }
      }
      trace.emit({ kind: "handler.returned", informer: "nodes", handler, ref });
    }
  }

  work(at: number, doesFail: boolean): void {
    const { trace } = this.#server;
    const keys = this.#keys.splice(0);
    for (const [index, key] of keys.entries()) {
      const stored = this.store.get(key);
      trace.step(at + index * 10, "worker/1");
      trace.emit({ kind: "workqueue.got", queue: "nodes", key, depth: keys.length - index - 1 });
      trace.emit({ kind: "reconcile.started", queue: "nodes", worker: "worker-1", key });
      trace.emit({
        kind: "reconcile.read",
        queue: "nodes",
        worker: "worker-1",
        key,
        ...(stored === undefined ? {} : { ref: stored.ref }),
      });
      if (doesFail && index === keys.length - 1) {
        trace.emit({
          kind: "reconcile.failed",
          queue: "nodes",
          worker: "worker-1",
          key,
          error: "the load balancer did not answer",
          retryDelayMs: 200,
        });
        trace.emit({
          kind: "workqueue.delayed",
          queue: "nodes",
          key,
          delayMs: 200,
          dueAt: trace.startAt + at + 200,
          failures: 1,
        });
        trace.emit({ kind: "workqueue.done", queue: "nodes", key, isRequeued: false, depth: 0 });
        trace.step(at + 200, "workqueue/nodes");
        trace.emit({ kind: "workqueue.added", queue: "nodes", key, depth: 1 });
        this.#keys.push(key);
        this.work(at + 205, false);
        continue;
      }
      this.#server.patch(key);
      trace.emit({ kind: "reconcile.succeeded", queue: "nodes", worker: "worker-1", key });
      trace.emit({ kind: "workqueue.forgot", queue: "nodes", key });
      trace.emit({ kind: "workqueue.done", queue: "nodes", key, isRequeued: false, depth: 0 });
    }
  }

  replaceAll(at: number, items: readonly Known[], revision: string, cause: number): void {
    const { trace } = this.#server;
    const isInitial = this.store.size === 0;
    trace.step(at, "controller/nodes", cause);
    trace.emit({
      kind: "queue.popped",
      informer: "nodes",
      deltas: [{ type: "ReplacedAll" }],
      isBatch: false,
      isInitial,
      length: 0,
    });
    const previous = new Map(this.store);
    this.store.clear();
    for (const known of items) this.store.set(known.ref.key, known);
    this.storeVersion = revision;
    const stored = trace.emit({
      kind: "store.replaced",
      informer: "nodes",
      refs: items.map(({ ref }) => ref),
      objects: items.map(({ object }) => object),
      indexes: Object.fromEntries(items.map(({ ref }) => [ref.key, { zone: [zoneOf(ref.key)] }])),
      storeResourceVersion: revision,
    });
    for (const known of previous.values()) {
      if (!this.store.has(known.ref.key))
        this.#notify("deleted", known, known, true, false, stored);
    }
    for (const known of items) {
      const old = previous.get(known.ref.key);
      this.#notify(old === undefined ? "added" : "updated", known, old, false, isInitial, stored);
    }
    if (isInitial)
      trace.emit({ kind: "informer.synced", informer: "nodes", count: items.length }, stored);
    this.runHandlers(at + 5);
  }
}
