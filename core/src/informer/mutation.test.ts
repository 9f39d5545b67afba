import { expect, test } from "vitest";
import type { MutationError } from "../cache/mutation-detector.ts";
import { informing } from "../testing/informing.ts";
import { object, type TestObject } from "../testing/objects.ts";
import { modified } from "../testing/parked-source.ts";

function edit(each: TestObject): void {
  (each.metadata as { labels?: Record<string, string> }).labels = { edited: "yes" };
}

test("MD-1: a handler that edits the cache is named as soon as it returns", () => {
  const { informer, synced, simulation } = informing({ detectMutations: true });
  informer.addEventHandler({ onAdd: edit }, { name: "careless" });

  expect(() => synced(5, object("a/x", 1))).toThrow(
    /cache of informer configmaps was modified by handler careless: a\/x at \.metadata\.labels/,
  );
  expect(() => simulation.advanceBy(1000)).not.toThrow();
});

test("MD-1: so is one that edits what an update brought", () => {
  const { informer, source, run, synced } = informing({ detectMutations: true });
  informer.addEventHandler({ onUpdate: (_old, each) => edit(each) }, { name: "careless" });
  synced(5, object("a/x", 1));

  expect(() => run(() => source.lastWatch.send(modified(object("a/x", 6))))).toThrow(
    /cache of informer configmaps was modified by handler careless: a\/x at \.metadata\.labels/,
  );
});

test("MD-1: whoever edits the cache after its call is found within a second", () => {
  const { informer, synced, simulation } = informing({ detectMutations: true });
  synced(5, object("a/x", 1));
  edit(informer.indexer.getByKey("a/x") as TestObject);

  expect(() => simulation.advanceBy(1000)).toThrow(
    /cache of informer configmaps was modified: a\/x at \.metadata\.labels/,
  );
});

test("MD-1: the trace tells of an edited object, as it is now and as its indexes do not know it", () => {
  const errors: MutationError[] = [];
  const { informer, synced, simulation } = informing({
    detectMutations: true,
    mutationHandler: (error) => void errors.push(error),
    indexers: { edited: ({ metadata }) => Object.values(metadata?.labels ?? {}) },
  });
  const told: unknown[] = [];
  simulation.trace.subscribe(({ fact }) => {
    if (fact.kind === "store.mutated") told.push(fact);
  });
  informer.addEventHandler({ onAdd: edit }, { name: "careless" });
  synced(5, object("a/x", 1));

  expect(errors).toHaveLength(1);
  expect(told).toMatchObject([
    {
      informer: "configmaps",
      by: "careless",
      ref: { key: "a/x", resourceVersion: "1" },
      path: ".metadata.labels",
      object: { metadata: { labels: { edited: "yes" } } },
      indexes: { edited: ["yes"] },
    },
  ]);
  expect(informer.indexer.indexKeys("edited", "yes")).toEqual([]);
});
