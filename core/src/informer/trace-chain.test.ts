import { expect, test } from "vitest";
import { metaNamespaceIndexFunction } from "../cache/index-functions.ts";
import { informing } from "../testing/informing.ts";
import { object } from "../testing/objects.ts";
import { added, deleted, modified } from "../testing/parked-source.ts";
import type { TraceFact } from "../trace/facts.ts";
import type { TraceRecord } from "../trace/trace.ts";
import type { QueueFlavour } from "./create-queue.ts";

function chainTo(
  records: readonly TraceRecord<TraceFact>[],
  last: TraceRecord<TraceFact> | undefined,
): string[] {
  const chain: string[] = [];
  for (let each = last; each !== undefined; each = records.find(({ seq }) => seq === each?.cause)) {
    chain.unshift(each.fact.kind);
    if (each.fact.kind === "reflector.received") break;
  }
  return chain;
}

for (const queue of ["delta", "real", "real-atomic"] as const satisfies QueueFlavour[]) {
  test(`${queue}: the way of one object can be followed from the stream to each handler by causes`, () => {
    const { informer, synced, run, simulation } = informing({ queue });
    const records: TraceRecord<TraceFact>[] = [];
    simulation.trace.subscribe((record) => void records.push(record));
    informer.addEventHandler({}, { name: "first" });
    informer.addEventHandler({}, { name: "second" });
    const watch = synced(5);
    records.length = 0;

    run(() => watch.send(added(object("a/x", 6))));

    for (const handler of ["first", "second"]) {
      const called = records.find(
        ({ fact }) => fact.kind === "handler.called" && fact.handler === handler,
      );
      expect(chainTo(records, called)).toEqual([
        "reflector.received",
        "queue.enqueued",
        "queue.popped",
        "store.changed",
        "handler.notified",
        "handler.called",
      ]);
    }
  });

  test(`${queue}: in a busy queue each object keeps its own chain`, () => {
    const { informer, synced, run, simulation } = informing({ queue });
    const records: TraceRecord<TraceFact>[] = [];
    simulation.trace.subscribe((record) => void records.push(record));
    informer.addEventHandler({});
    const watch = synced(5);
    records.length = 0;

    run(() =>
      watch.send(added(object("a/x", 6)), added(object("a/y", 7)), modified(object("a/z", 8))),
    );

    const calls = records.filter(({ fact }) => fact.kind === "handler.called");
    expect(calls).toHaveLength(3);
    for (const called of calls) {
      const roots: TraceRecord<TraceFact>[] = [];
      for (let each: TraceRecord<TraceFact> | undefined = called; each !== undefined; ) {
        roots.push(each);
        if (each.fact.kind === "reflector.received") break;
        const cause: number | undefined = each.cause;
        each = records.find(({ seq }) => seq === cause);
      }
      const root = roots.at(-1);
      expect("ref" in called.fact && called.fact.ref?.key).toBe(
        root && "ref" in root.fact && root.fact.ref?.key,
      );
    }
  });
}

test("a changed object is reported with the values under which it is filed, a deleted one with none", () => {
  const { synced, run, simulation } = informing({
    indexers: { namespace: metaNamespaceIndexFunction },
  });
  const changes: unknown[] = [];
  simulation.trace.subscribe(({ fact }) => {
    if (fact.kind === "store.changed")
      changes.push([fact.change, fact.ref.resourceVersion, fact.indexes]);
  });
  const watch = synced(5);

  run(() => watch.send(added(object("a/x", 6)), deleted(object("a/x", 7))));

  expect(changes).toEqual([
    ["added", "6", { namespace: ["a"] }],
    ["deleted", "7", { namespace: [] }],
  ]);
});
