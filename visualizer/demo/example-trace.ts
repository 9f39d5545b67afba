import type { ObjectRef, TraceFact, TraceFile } from "@informerlab/core/trace";
import { type Delta, ExampleConsumer } from "./example-consumer.ts";
import { ExampleServer, type Known, type Verb } from "./example-server.ts";

type Flavour = Extract<TraceFact, { kind: "informer.started" }>["queue"];

/** What {@link exampleTrace} plays. */
export interface ExampleOptions {
  readonly queue?: Flavour;
  readonly nodes?: number;
  /** The watch is cut, a node is deleted unseen, history is compacted: 410, relist, tombstone. */
  readonly isExpired?: boolean;
}

/** A hand-made run for demos and tests: list, watch, updates, work; and, if wanted, an expired watch. */
export function exampleTrace(options: ExampleOptions = {}): TraceFile {
  const { queue = "delta", nodes = 5, isExpired = true } = options;
  const example = new Example(queue);
  for (let index = 1; index <= nodes; index += 1)
    example.server.commit(0, "create", `node-${index}`);
  example.server.otherCommit(0, "create", "default/web-0");
  example.start(10);
  example.list(20, "0");
  example.watch(60);
  example.change(1200, "update", "node-2");
  example.server.otherCommit(1600, "update", "default/web-0");
  example.change(1800, "create", `node-${nodes + 1}`);
  example.burst(2600, "node-1");
  if (isExpired) example.expire(3600, "node-3");
  example.change(isExpired ? 6200 : 4200, "delete", "node-4");
  example.end(isExpired ? 7000 : 5000);
  return example.server.trace.toFile({ seed: 7, queue, isExpired });
}

class Example {
  readonly server: ExampleServer = new ExampleServer();
  readonly #consumer = new ExampleConsumer(this.server);
  readonly #queue: Flavour;
  #events = 0;

  constructor(queue: Flavour) {
    this.#queue = queue;
  }

  start(at: number): void {
    this.server.trace.step(at, "outside");
    this.server.trace.emit({
      kind: "handler.registered",
      informer: "nodes",
      handler: "controller",
      resyncPeriodMs: 0,
      isLate: false,
    });
    this.server.trace.emit({
      kind: "handler.registered",
      informer: "nodes",
      handler: "logger",
      resyncPeriodMs: 30_000,
      isLate: false,
    });
    this.server.trace.emit({
      kind: "informer.started",
      informer: "nodes",
      resource: "nodes",
      queue: this.#queue,
      resyncPeriodMs: 30_000,
      indexes: ["zone"],
    });
  }

  list(at: number, resourceVersion: string, cause?: number): void {
    const { trace } = this.server;
    const options = { resourceVersion };
    const request = this.server.request();
    const revision = this.server.revision;
    const items = [...this.server.objects.values()];
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
      this.#consumer.replaceAll(at + 25, items, revision, queued);
      return;
    }
    const missing = [...this.#consumer.store.values()].filter(
      ({ ref }) => !this.server.objects.has(ref.key),
    );
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
    const isInitial = this.#consumer.store.size === 0;
    for (const [index, { type, known, seq }] of queued.entries()) {
      this.#consumer.pop(
        at + 25,
        [{ type, known, isTombstone: type === "Deleted" }],
        queued.length - index - 1,
        seq,
        isInitial,
      );
    }
    this.#consumer.storeVersion = revision;
    if (isInitial) trace.emit({ kind: "informer.synced", informer: "nodes", count: items.length });
    this.#consumer.runHandlers(at + 30);
  }

  watch(at: number, cause?: number): void {
    const { trace } = this.server;
    const options = { resourceVersion: this.#consumer.storeVersion, allowWatchBookmarks: true };
    this.server.watches += 1;
    this.#events = 0;
    const request = this.server.request();
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
      watch: `watch-${this.server.watches}`,
      resource: "nodes",
      resourceVersion: this.#consumer.storeVersion,
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

  change(at: number, verb: Verb, key: string): void {
    const before = this.server.objects.get(key);
    const sent = this.server.send(at, verb, key);
    const known = this.server.objects.get(key) ?? deletedOf(before, sent.ref);
    const queued = this.#receive(at + 40, verb, known, sent.seq);
    this.#consumer.pop(at + 45, [{ type: typeOf(verb), known }], 0, queued, false);
    this.#consumer.runHandlers(at + 50);
    this.#consumer.work(at + 80, verb === "update");
  }

  /** Three writes in a row: in the DeltaFIFO they share one place. */
  burst(at: number, key: string): void {
    const deltas: Delta[] = [];
    let queued = 0;
    const sent: { ref: ObjectRef; seq: number; known: Known }[] = [];
    for (let index = 0; index < 3; index += 1) {
      const { ref, seq } = this.server.send(at + index * 10, "update", key);
      const known = this.server.objects.get(key);
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
    if (this.#queue === "delta") this.#consumer.pop(at + 60, deltas, 0, queued, false);
    else
      for (const [index, delta] of deltas.entries())
        this.#consumer.pop(at + 60, [delta], deltas.length - index - 1, queued, false);
    this.#consumer.runHandlers(at + 70);
    this.#consumer.work(at + 90, false);
  }

  expire(at: number, key: string): void {
    const { trace } = this.server;
    trace.step(at, "server");
    trace.emit({
      kind: "fault.injected",
      fault: "f1",
      action: "drop-watch",
      watch: `watch-${this.server.watches}`,
    });
    trace.emit({
      kind: "server.watch-ended",
      watch: `watch-${this.server.watches}`,
      reason: "fault",
    });
    this.server.commit(at + 100, "delete", key);
    trace.step(at + 150, "server");
    trace.emit({ kind: "server.compacted", revision: this.server.revision });
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
    this.#consumer.work(at + 1500, false);
  }

  end(at: number): void {
    this.server.trace.step(at, "outside");
    this.server.trace.emit({ kind: "scenario.quiet" });
  }

  #receive(at: number, verb: Verb, known: Known, cause: number, length = 1): number {
    const type = ({ create: "ADDED", update: "MODIFIED", delete: "DELETED" } as const)[verb];
    this.#events += 1;
    this.server.trace.step(at, "reflector/nodes", cause);
    this.server.trace.emit({
      kind: "reflector.received",
      informer: "nodes",
      type,
      ref: known.ref,
      object: known.object,
    });
    return this.server.trace.emit({
      kind: "queue.enqueued",
      informer: "nodes",
      type: typeOf(verb),
      ref: known.ref,
      object: known.object,
      length,
    });
  }
}

function deletedOf(before: Known | undefined, ref: ObjectRef): Known {
  return {
    ref: { ...ref, ...(before?.ref.uid === undefined ? {} : { uid: before.ref.uid }) },
    object: before?.object ?? {},
  };
}

function typeOf(verb: Verb): "Added" | "Updated" | "Deleted" {
  return ({ create: "Added", update: "Updated", delete: "Deleted" } as const)[verb];
}
