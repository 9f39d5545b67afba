import {
  DeletedFinalStateUnknown,
  type HandlerRegistration,
  type KubernetesObject,
  type QueueFlavour,
  SharedIndexInformer,
} from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { digest, type Failure, ModelSource } from "./model-source.ts";

const name = fc.constantFrom("a", "b", "c");
const operation = fc.oneof(
  { weight: 6, arbitrary: fc.record({ put: name }) },
  { weight: 3, arbitrary: fc.record({ remove: name }) },
  {
    weight: 1,
    arbitrary: fc.record({
      fail: fc.constantFrom<Failure>("busy", "broken", "refused", "expired"),
    }),
  },
  { weight: 3, arbitrary: fc.constantFrom("cut", "expire", "repeat", "lateHandler") },
  { weight: 5, arbitrary: fc.record({ waitMs: fc.constantFrom(1, 30, 900, 5000) }) },
);

const script = fc.record({
  queue: fc.constantFrom<QueueFlavour>("delta", "real", "real-atomic"),
  streamsLists: fc.boolean(),
  operations: fc.array(operation, { maxLength: 25 }),
});

type Script = typeof script extends fc.Arbitrary<infer S> ? S : never;

/** What one handler was told, folded: add sets, update replaces, delete removes. */
class Folded {
  readonly content = new Map<string, KubernetesObject>();
  readonly faults: string[] = [];
  unknownDeletes = 0;
  initialSeen = 0;

  add(object: KubernetesObject, isInitial: boolean): void {
    const key = object.metadata?.name ?? "";
    if (this.content.has(key)) this.faults.push(`add of ${key}, which it holds (INV-2)`);
    if (isInitial) this.initialSeen += 1;
    this.content.set(key, object);
  }

  update(old: KubernetesObject, object: KubernetesObject): void {
    const key = object.metadata?.name ?? "";
    const held = this.content.get(key);
    if (held?.metadata?.resourceVersion !== old.metadata?.resourceVersion) {
      this.faults.push(`update of ${key} from a state it was not told (INV-3)`);
    }
    this.content.set(key, object);
  }

  delete(deleted: KubernetesObject | DeletedFinalStateUnknown): void {
    const key =
      deleted instanceof DeletedFinalStateUnknown ? deleted.key : (deleted.metadata?.name ?? "");
    if (!this.content.delete(key)) this.unknownDeletes += 1;
  }
}

function play({ queue, streamsLists, operations }: Script) {
  const simulation = new Simulation({ startAt: 0 });
  const source = new ModelSource(simulation, streamsLists);
  for (const each of ["a", "b"]) source.put(each);
  const informer = new SharedIndexInformer<KubernetesObject>(simulation, {
    listerWatcher: source,
    resource: "things",
    queue,
    watchErrorHandler: () => undefined,
    indexers: { first: ({ metadata }) => [metadata?.uid ?? ""] },
  });
  const handlers: { folded: Folded; registration: HandlerRegistration }[] = [];
  const faults: string[] = [];
  let firstListSize: number | undefined;
  const addHandler = (): void => {
    const folded = new Folded();
    const registration = informer.addEventHandler({
      onAdd: (object, isInitial) => folded.add(object, isInitial),
      onUpdate: (old, object) => folded.update(old, object),
      onDelete: (object) => folded.delete(object),
    });
    registration.onSynced(() => {
      if (folded.initialSeen < (firstListSize ?? 0) && handlers[0]?.folded === folded) {
        faults.push("a handler was synced before it heard of the first list (INV-7)");
      }
    });
    handlers.push({ folded, registration });
  };
  simulation.trace.subscribe(({ fact }) => {
    if (fact.kind === "reflector.listed") firstListSize ??= fact.count;
  });
  informer.onSynced(() => {
    if (informer.indexer.size < (firstListSize ?? 0) && queue === "real-atomic") {
      faults.push("synced before the first list was in the cache (INV-7)");
    }
  });
  addHandler();
  informer.start();
  for (const each of operations) {
    if (each === "cut") source.cut();
    else if (each === "expire") source.expire();
    else if (each === "repeat") source.repeat();
    else if (each === "lateHandler") addHandler();
    else if ("put" in each) source.put(each.put);
    else if ("remove" in each) source.remove(each.remove);
    else if ("fail" in each) source.fail(each.fail);
    else simulation.advanceBy(each.waitMs);
  }
  // Healing: nothing more breaks, and there is time for every back-off and one more relist.
  simulation.advanceBy(600_000);
  source.expire();
  simulation.advanceBy(600_000);
  return { informer, source, handlers, faults };
}

test("INV-5, INV-1: once faults stop the cache equals the server, and what each handler was told adds up to the cache", () => {
  fc.assert(
    fc.property(script, (drawn) => {
      const { informer, source, handlers } = play(drawn);

      const cached = informer.indexer.list().map(digest).sort();
      expect(cached).toEqual(source.content);
      for (const { folded } of handlers) {
        expect([...folded.content.values()].map(digest).sort()).toEqual(cached);
      }
    }),
    { numRuns: 300 },
  );
});

test("INV-2, INV-3, INV-4: no add of what a handler holds, no update from what it was not told, no unknown delete with DeltaFIFO", () => {
  fc.assert(
    fc.property(script, (drawn) => {
      const { handlers } = play(drawn);

      for (const { folded } of handlers) {
        expect(folded.faults).toEqual([]);
        if (drawn.queue === "delta") expect(folded.unknownDeletes).toBe(0);
      }
    }),
    { numRuns: 300 },
  );
});

test("INV-7: synced means listed, for the informer and for each handler, and never goes back", () => {
  fc.assert(
    fc.property(script, (drawn) => {
      const { informer, handlers, faults } = play(drawn);

      expect(faults).toEqual([]);
      expect(informer.hasSynced).toBe(true);
      for (const { registration } of handlers) expect(registration.hasSynced).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("INV-8: reconnects alone never list: there are no more lists than reasons for one", () => {
  fc.assert(
    fc.property(script, (drawn) => {
      const { source } = play(drawn);

      expect(source.asked.filter((kind) => kind === "list").length).toBeLessThanOrEqual(
        source.listCauses,
      );
    }),
    { numRuns: 300 },
  );
});

test("INV-9: there is at most one request and one open stream at any time", () => {
  fc.assert(
    fc.property(script, (drawn) => {
      const { source } = play(drawn);

      expect(source.mostRequests).toBe(1);
      expect(source.mostStreams).toBe(1);
    }),
    { numRuns: 300 },
  );
});
