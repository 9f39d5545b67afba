import type { ObjectRef, TraceFact, TraceFile } from "@informerlab/core/trace";
import { TraceBuilder } from "./trace-builder.ts";

type KubernetesObject = Extract<TraceFact, { kind: "server.committed" }>["object"];
type Flavour = Extract<TraceFact, { kind: "informer.started" }>["queue"];

/** What {@link exampleTrace} plays. */
export interface ExampleOptions {
  readonly queue?: Flavour;
  readonly nodes?: number;
  /** The watch is cut, a node is deleted unseen, history is compacted: 410, relist, tombstone. */
  readonly isExpired?: boolean;
}

interface Known {
  readonly ref: ObjectRef;
  readonly object: KubernetesObject;
}

/** A hand-made run for demos and tests: list, watch, updates, work; and, if wanted, an expired watch. */
export function exampleTrace(options: ExampleOptions = {}): TraceFile {
  const { queue = "delta", nodes = 5, isExpired = true } = options;
  const example = new Example(queue);
  for (let index = 1; index <= nodes; index += 1) example.commit(0, "create", `node-${index}`);
  example.otherCommit(0, "create", "default/web-0");
  example.start(10);
  example.list(20, "0");
  example.watch(60);
  example.change(1200, "update", "node-2");
  example.otherCommit(1600, "update", "default/web-0");
  example.change(1800, "create", `node-${nodes + 1}`);
  example.burst(2600, "node-1");
  if (isExpired) example.expire(3600, "node-3");
  example.change(isExpired ? 6200 : 4200, "delete", "node-4");
  example.end(isExpired ? 7000 : 5000);
  return example.trace.toFile({ seed: 7, queue, isExpired });
}

class Example {
  readonly trace: TraceBuilder = new TraceBuilder();
  readonly #queue: Flavour;
  readonly #server = new Map<string, Known>();
  readonly #store = new Map<string, Known>();
  #revision = 40;
  #storeVersion = "";
  #watch = 0;
  #request = 0;
  #events = 0;

  constructor(queue: Flavour) {
    this.#queue = queue;
  }

  commit(at: number, verb: "create" | "update" | "delete", key: string): number {
    this.#revision += 1;
    const known = this.#server.get(key);
    const uid =
      known?.ref.uid ??
      `5f0c${key.replace(/\D/g, "")}a7e-11d2-4c1f-9b6e-00000000${1000 + this.#revision}`;
    const ref: ObjectRef = { resource: "nodes", key, uid, resourceVersion: String(this.#revision) };
    const object = {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name: key,
        uid,
        resourceVersion: ref.resourceVersion,
        labels: { "topology.kubernetes.io/zone": zoneOf(key), generation: String(this.#revision) },
        managedFields: [{ manager: "kubelet", operation: "Update" }],
      },
      status: { conditions: [{ type: "Ready", status: verb === "update" ? "False" : "True" }] },
    } as unknown as KubernetesObject;
    if (verb === "delete") this.#server.delete(key);
    else this.#server.set(key, { ref, object });
    this.trace.step(at, "outside");
    this.trace.emit({
      kind: "actor.acted",
      actor: "kubectl",
      action: verb,
      operation: `${verb}-${key}-${this.#revision}`,
      ref,
    });
    return this.trace.emit({ kind: "server.committed", verb, ref, object });
  }

  otherCommit(at: number, verb: "create" | "update", key: string): void {
    this.#revision += 1;
    const ref = { resource: "pods", key, uid: "77aa", resourceVersion: String(this.#revision) };
    this.trace.step(at, "outside");
    this.trace.emit({ kind: "server.committed", verb, ref, object: { metadata: { name: key } } });
  }

  start(at: number): void {
    this.trace.step(at, "outside");
    this.trace.emit({
      kind: "handler.registered",
      informer: "nodes",
      handler: "controller",
      resyncPeriodMs: 0,
      isLate: false,
    });
    this.trace.emit({
      kind: "handler.registered",
      informer: "nodes",
      handler: "logger",
      resyncPeriodMs: 30_000,
      isLate: false,
    });
    this.trace.emit({
      kind: "informer.started",
      informer: "nodes",
      resource: "nodes",
      queue: this.#queue,
      resyncPeriodMs: 30_000,
      indexes: ["zone"],
    });
  }

  list(at: number, resourceVersion: string, cause?: number): void {
    const { trace } = this;
    const options = { resourceVersion };
    this.#request += 1;
    const request = `request-${this.#request}`;
    const revision = String(this.#revision);
    const items = [...this.#server.values()];
    trace.step(at, "reflector/nodes", cause);
    trace.emit({ kind: "reflector.moved", informer: "nodes", from: "idle", to: "listing" });
    const asked = trace.emit({
      kind: "reflector.list-requested",
      informer: "nodes",
      options,
      page: 1,
    });
    trace.step(at + 5, "server", asked);
    trace.emit({
      kind: "server.requested",
      request,
      verb: "list",
      resource: "nodes",
      key: "",
      options,
      client: "informer/nodes",
    });
    const answered = trace.emit({
      kind: "server.responded",
      request,
      code: 200,
      resourceVersion: revision,
      count: items.length,
    });
    trace.step(at + 20, "reflector/nodes", answered);
    const listed = trace.emit({
      kind: "reflector.listed",
      informer: "nodes",
      resourceVersion: revision,
      count: items.length,
      isPaginated: false,
    });
    if (this.#queue === "real-atomic") {
      const refs = items.map(({ ref }) => ref);
      const queued = trace.emit(
        {
          kind: "queue.enqueued",
          informer: "nodes",
          type: "ReplacedAll",
          refs,
          objects: items.map(({ object }) => object),
          resourceVersion: revision,
          length: 1,
        },
        listed,
      );
      this.#replaceAll(at + 25, items, revision, queued);
      return;
    }
    const missing = [...this.#store.values()].filter(({ ref }) => !this.#server.has(ref.key));
    const queued: { type: "Replaced" | "Deleted"; known: Known; seq: number }[] = [];
    const enqueue = (type: "Replaced" | "Deleted", known: Known): void => {
      const seq = trace.emit(
        {
          kind: "queue.enqueued",
          informer: "nodes",
          type,
          ref: known.ref,
          object: known.object,
          length: queued.length + 1,
          ...(type === "Deleted" ? { isTombstone: true as const } : {}),
        },
        listed,
      );
      queued.push({ type, known, seq });
    };
    if (this.#queue === "real") for (const known of missing) enqueue("Deleted", known);
    for (const known of items) enqueue("Replaced", known);
    if (this.#queue === "delta") for (const known of missing) enqueue("Deleted", known);
    const isInitial = this.#store.size === 0;
    for (const [index, { type, known, seq }] of queued.entries()) {
      this.#pop(
        at + 25,
        [{ type, known, isTombstone: type === "Deleted" }],
        queued.length - index - 1,
        seq,
        isInitial,
      );
    }
    this.#storeVersion = revision;
    if (isInitial) trace.emit({ kind: "informer.synced", informer: "nodes", count: items.length });
    this.#runHandlers(at + 30);
  }

  watch(at: number, cause?: number): void {
    const { trace } = this;
    const options = { resourceVersion: this.#storeVersion, allowWatchBookmarks: true };
    this.#watch += 1;
    this.#events = 0;
    this.#request += 1;
    const request = `request-${this.#request}`;
    trace.step(at, "reflector/nodes", cause);
    trace.emit({
      kind: "reflector.moved",
      informer: "nodes",
      from: "listing",
      to: "opening-watch",
    });
    const asked = trace.emit({ kind: "reflector.watch-requested", informer: "nodes", options });
    trace.step(at + 5, "server", asked);
    trace.emit({
      kind: "server.requested",
      request,
      verb: "watch",
      resource: "nodes",
      key: "",
      options,
      client: "informer/nodes",
    });
    const opened = trace.emit({
      kind: "server.watch-opened",
      watch: `watch-${this.#watch}`,
      resource: "nodes",
      resourceVersion: this.#storeVersion,
      client: "informer/nodes",
    });
    trace.step(at + 10, "reflector/nodes", opened);
    trace.emit({ kind: "reflector.watch-opened", informer: "nodes" });
    trace.emit({
      kind: "reflector.moved",
      informer: "nodes",
      from: "opening-watch",
      to: "watching",
    });
  }

  change(at: number, verb: "create" | "update" | "delete", key: string): void {
    const before = this.#server.get(key);
    const sent = this.#send(at, verb, key);
    const known = this.#server.get(key) ?? this.#deleted(before, sent.ref);
    const queued = this.#receive(at + 40, verb, known, sent.seq);
    this.#pop(at + 45, [{ type: typeOf(verb), known }], 0, queued, false);
    this.#runHandlers(at + 50);
    this.#work(at + 80, verb === "update");
  }

  /** Three writes in a row: in the DeltaFIFO they share one place. */
  burst(at: number, key: string): void {
    const deltas: { type: "Updated"; known: Known }[] = [];
    let queued = 0;
    const sent: { ref: ObjectRef; seq: number; known: Known }[] = [];
    for (let index = 0; index < 3; index += 1) {
      const { ref, seq } = this.#send(at + index * 10, "update", key);
      const known = this.#server.get(key);
      if (known !== undefined) sent.push({ ref, seq, known });
    }
    for (const [index, { seq, known }] of sent.entries()) {
      queued = this.#receive(
        at + 50 + index,
        "update",
        known,
        seq,
        this.#queue === "delta" ? 1 : index + 1,
      );
      deltas.push({ type: "Updated", known });
    }
    if (this.#queue === "delta") this.#pop(at + 60, deltas, 0, queued, false);
    else
      for (const [index, delta] of deltas.entries())
        this.#pop(at + 60, [delta], deltas.length - index - 1, queued, false);
    this.#runHandlers(at + 70);
    this.#work(at + 90, false);
  }

  expire(at: number, key: string): void {
    const { trace } = this;
    trace.step(at, "server");
    trace.emit({
      kind: "fault.injected",
      fault: "f1",
      action: "drop-watch",
      watch: `watch-${this.#watch}`,
    });
    trace.emit({ kind: "server.watch-ended", watch: `watch-${this.#watch}`, reason: "fault" });
    this.commit(at + 100, "delete", key);
    trace.step(at + 150, "server");
    trace.emit({ kind: "server.compacted", revision: String(this.#revision) });
    trace.step(at + 200, "reflector/nodes");
    const ended = trace.emit({
      kind: "reflector.watch-ended",
      informer: "nodes",
      reason: "error",
      events: this.#events,
    });
    this.watch(at + 210, ended);
    trace.step(at + 230, "reflector/nodes");
    trace.emit({
      kind: "reflector.received",
      informer: "nodes",
      type: "ERROR",
      error: "too old resource version: 45 (51)",
    });
    trace.emit({ kind: "reflector.watch-ended", informer: "nodes", reason: "expired", events: 1 });
    trace.emit({ kind: "reflector.backing-off", informer: "nodes", delayMs: 1100, next: "list" });
    const waiting = trace.emit({
      kind: "reflector.moved",
      informer: "nodes",
      from: "watching",
      to: "backing-off",
    });
    this.list(at + 1330, "", waiting);
    this.watch(at + 1400);
    this.#work(at + 1500, false);
  }

  end(at: number): void {
    this.trace.step(at, "outside");
    this.trace.emit({ kind: "scenario.quiet" });
  }

  #send(
    at: number,
    verb: "create" | "update" | "delete",
    key: string,
  ): { ref: ObjectRef; seq: number } {
    const committed = this.commit(at, verb, key);
    const ref: ObjectRef = { resource: "nodes", key, resourceVersion: String(this.#revision) };
    this.trace.step(at + 2, "server/watch", committed);
    const type = ({ create: "ADDED", update: "MODIFIED", delete: "DELETED" } as const)[verb];
    return {
      ref,
      seq: this.trace.emit({
        kind: "server.watch-sent",
        watch: `watch-${this.#watch}`,
        type,
        ref,
        latencyMs: 38,
      }),
    };
  }

  #receive(
    at: number,
    verb: "create" | "update" | "delete",
    known: Known,
    cause: number,
    length = 1,
  ): number {
    const type = ({ create: "ADDED", update: "MODIFIED", delete: "DELETED" } as const)[verb];
    this.#events += 1;
    this.trace.step(at, "reflector/nodes", cause);
    this.trace.emit({
      kind: "reflector.received",
      informer: "nodes",
      type,
      ref: known.ref,
      object: known.object,
    });
    return this.trace.emit({
      kind: "queue.enqueued",
      informer: "nodes",
      type: typeOf(verb),
      ref: known.ref,
      object: known.object,
      length,
    });
  }

  #deleted(before: Known | undefined, ref: ObjectRef): Known {
    return {
      ref: { ...ref, ...(before?.ref.uid === undefined ? {} : { uid: before.ref.uid }) },
      object: before?.object ?? {},
    };
  }

  #pop(
    at: number,
    deltas: readonly {
      type: "Added" | "Updated" | "Deleted" | "Replaced";
      known: Known;
      isTombstone?: boolean;
    }[],
    length: number,
    cause: number,
    isInitial: boolean,
  ): void {
    const { trace } = this;
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
    const { trace } = this;
    const { ref, object } = known;
    const old = this.#store.get(ref.key);
    const isDeleted = type === "Deleted";
    const change = isDeleted ? "deleted" : old === undefined ? "added" : "updated";
    if (isDeleted) this.#store.delete(ref.key);
    else this.#store.set(ref.key, known);
    if (!isTombstone) this.#storeVersion = ref.resourceVersion ?? this.#storeVersion;
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
        storeResourceVersion: this.#storeVersion,
      },
      cause,
    );
    this.#notify(change, known, old, isTombstone, isInitial, stored);
  }

  #pending: {
    handler: string;
    notification: "add" | "update" | "delete" | "sync";
    ref: ObjectRef;
    seq: number;
  }[] = [];

  #notify(
    change: "added" | "updated" | "deleted",
    { ref }: Known,
    old: Known | undefined,
    isTombstone: boolean,
    isInitial: boolean,
    cause: number,
  ): void {
    const isSame = change === "updated" && old?.ref.resourceVersion === ref.resourceVersion;
    if (isSame && this.#watch > 1) return;
    const notification =
      change === "added" ? "add" : change === "deleted" ? "delete" : isSame ? "sync" : "update";
    for (const handler of ["controller", "logger"]) {
      const depth = this.#pending.filter((waiting) => waiting.handler === handler).length + 1;
      const seq = this.trace.emit(
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

  readonly #work_: string[] = [];

  #runHandlers(at: number): void {
    const { trace } = this;
    const pending = this.#pending;
    this.#pending = [];
    for (const { handler, notification, ref, seq } of pending) {
      trace.step(at, `handler/nodes/${handler}`, seq);
      trace.emit(
        { kind: "handler.called", informer: "nodes", handler, notification, ref, depth: 0 },
        seq,
      );
      if (handler === "controller") {
        if (this.#work_.includes(ref.key)) {
          trace.emit({
            kind: "workqueue.collapsed",
            queue: "nodes",
            key: ref.key,
            where: "queued",
            wasDirty: true,
          });
        } else {
          this.#work_.push(ref.key);
          trace.emit({
            kind: "workqueue.added",
            queue: "nodes",
            key: ref.key,
            depth: this.#work_.length,
          });
        }
      }
      trace.emit({ kind: "handler.returned", informer: "nodes", handler, ref });
    }
  }

  #work(at: number, doesFail: boolean): void {
    const { trace } = this;
    const keys = this.#work_.splice(0);
    for (const [index, key] of keys.entries()) {
      const stored = this.#store.get(key);
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
        this.#work_.push(key);
        this.#work(at + 205, false);
        continue;
      }
      this.#patch(at + index * 10, key);
      trace.emit({ kind: "reconcile.succeeded", queue: "nodes", worker: "worker-1", key });
      trace.emit({ kind: "workqueue.forgot", queue: "nodes", key });
      trace.emit({ kind: "workqueue.done", queue: "nodes", key, isRequeued: false, depth: 0 });
    }
  }

  /** Every second node gets a taint: a write back. Its echo is left out of this short story. */
  #patch(_at: number, key: string): void {
    if (key !== "node-2") return;
    this.#request += 1;
    const request = `request-${this.#request}`;
    this.trace.emit({
      kind: "server.requested",
      request,
      verb: "patch",
      resource: "pods",
      key: "default/web-0",
      options: {},
      client: "node-controller",
    });
    this.#revision += 1;
    this.trace.emit({
      kind: "server.committed",
      verb: "update",
      ref: {
        resource: "pods",
        key: "default/web-0",
        uid: "77aa",
        resourceVersion: String(this.#revision),
      },
      object: {},
    });
    this.trace.emit({
      kind: "server.responded",
      request,
      code: 200,
      resourceVersion: String(this.#revision),
    });
  }

  #replaceAll(at: number, items: readonly Known[], revision: string, cause: number): void {
    const { trace } = this;
    const isInitial = this.#store.size === 0;
    trace.step(at, "controller/nodes", cause);
    trace.emit({
      kind: "queue.popped",
      informer: "nodes",
      deltas: [{ type: "ReplacedAll" }],
      isBatch: false,
      isInitial,
      length: 0,
    });
    const previous = new Map(this.#store);
    this.#store.clear();
    for (const known of items) this.#store.set(known.ref.key, known);
    this.#storeVersion = revision;
    const stored = trace.emit({
      kind: "store.replaced",
      informer: "nodes",
      refs: items.map(({ ref }) => ref),
      objects: items.map(({ object }) => object),
      indexes: Object.fromEntries(items.map(({ ref }) => [ref.key, { zone: [zoneOf(ref.key)] }])),
      storeResourceVersion: revision,
    });
    for (const known of previous.values()) {
      if (!this.#store.has(known.ref.key))
        this.#notify("deleted", known, known, true, false, stored);
    }
    for (const known of items) {
      const old = previous.get(known.ref.key);
      this.#notify(old === undefined ? "added" : "updated", known, old, false, isInitial, stored);
    }
    if (isInitial)
      trace.emit({ kind: "informer.synced", informer: "nodes", count: items.length }, stored);
    this.#runHandlers(at + 5);
  }
}

function zoneOf(key: string): string {
  return Number(key.replace(/\D/g, "")) % 2 === 0 ? "b" : "a";
}

function typeOf(verb: "create" | "update" | "delete"): "Added" | "Updated" | "Deleted" {
  return ({ create: "Added", update: "Updated", delete: "Deleted" } as const)[verb];
}
