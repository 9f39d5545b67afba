import { expect, test } from "vitest";
import { Latch } from "../environment/latch.ts";
import { Simulation } from "../simulation/simulation.ts";
import { hearing, informing } from "../testing/informing.ts";
import { object, type TestObject } from "../testing/objects.ts";
import { added, deleted, errorEvent, modified, refusals } from "../testing/parked-source.ts";
import { type HandlerError, HandlerQueue } from "./handler-queue.ts";

const relistMs = 1600;

test("SP-1: every handler hears the same changes in the same order", () => {
  const { informer, synced, run } = informing();
  const heard: string[][] = [[], [], []];
  for (const each of heard) informer.addEventHandler(hearing(each));
  const watch = synced(5, object("a/x", 1));

  run(() =>
    watch.send(modified(object("a/x", 6)), added(object("a/y", 7)), deleted(object("a/x", 8))),
  );

  expect(heard[0]).toHaveLength(4);
  expect(heard[1]).toEqual(heard[0]);
  expect(heard[2]).toEqual(heard[0]);
});

test("SP-2: until the first resync check handlers also hear of a relist that changed nothing; afterwards only when due", () => {
  const heard: string[] = [];
  const { informer, synced, run, source, simulation } = informing({ resyncPeriodMs: 60_000 });
  informer.addEventHandler(hearing(heard), { resyncPeriodMs: 0 });
  const item = object("a/x", 1);
  let watch = synced(5, item);
  const relist = (): void => {
    heard.length = 0;
    run(() => watch.send(errorEvent(refusals.expired())));
    simulation.advanceBy(relistMs * 20);
    run(() => source.lastList.answer([item], 5));
    watch = source.lastWatch.open();
    simulation.runReady();
  };

  relist();
  expect(heard).toEqual(["update a/x@1 a/x@1"]);
  simulation.advanceBy(60_000);
  relist();
  expect(heard).toEqual([]);
});

test("SP-3: an update whose version did not change is a sync, whatever brought it; other updates are not", () => {
  const types: string[] = [];
  const { informer, synced, run, simulation } = informing();
  informer.addEventHandler({});
  simulation.trace.subscribe(({ fact }) => {
    if (fact.kind === "handler.notified") types.push(fact.notification);
  });
  const watch = synced(5, object("a/x", 1));

  run(() => watch.send(modified(object("a/x", 1)), modified(object("a/x", 6))));

  expect(types).toEqual(["add", "sync", "update"]);
});

test("SP-5: what happens before the start reaches nobody; the first notification comes after it", () => {
  const { informer, run, source } = informing();
  const heard: string[] = [];
  informer.addEventHandler(hearing(heard));
  run(() => undefined);
  expect(source.requests).toEqual([]);

  run(() => informer.start());
  run(() => source.lastList.answer([object("a/x", 1)], 5));

  expect(heard).toEqual(["add a/x@1 initial"]);
});

test("SP-6: after the stop nothing is delivered, not even what was buffered", () => {
  const { informer, synced, run } = informing();
  const heard: string[] = [];
  informer.addEventHandler({
    onAdd: (each) => {
      heard.push(each.metadata?.name ?? "");
      informer.stop();
    },
  });

  synced(5, object("a/x", 1), object("a/y", 2));
  run(() => undefined);

  expect(heard).toEqual(["x"]);
});

test("PL-1: a slow handler delays nobody else, and its notifications wait without limit", async () => {
  const { informer, synced, simulation } = informing();
  const fast: string[] = [];
  const depths: number[] = [];
  simulation.trace.subscribe(({ fact }) => {
    if (fact.kind === "handler.notified" && fact.handler === "slow") depths.push(fact.depth);
  });
  informer.addEventHandler({ onAdd: () => new Promise(() => undefined) }, { name: "slow" });
  informer.addEventHandler(hearing(fast));
  const watch = synced(5, object("a/first", 1));
  await simulation.advanceByAsync(0);

  for (let at = 0; at < 3000; at++) watch.send(added(object(`a/k${at}`, at + 6)));
  await simulation.advanceByAsync(0);

  expect(fast).toHaveLength(3001);
  expect(depths.at(-1)).toBe(3000);
});

test("PL-2: callbacks of one handler never overlap: a returned promise is waited for", async () => {
  const { informer, synced, simulation } = informing();
  const order: string[] = [];
  const finish: (() => void)[] = [];
  informer.addEventHandler({
    onAdd: (each) => {
      order.push(`begin ${each.metadata?.name}`);
      return new Promise<void>((resolve) => {
        finish.push(() => {
          order.push(`end ${each.metadata?.name}`);
          resolve();
        });
      });
    },
  });
  synced(5, object("a/x", 1), object("a/y", 2));
  await simulation.advanceByAsync(0);
  expect(order).toEqual(["begin x"]);

  finish[0]?.();
  await simulation.advanceByAsync(0);
  expect(order).toEqual(["begin x", "end x", "begin y"]);
});

test("PL-3: what waits for a removed handler is dropped, the callback that runs is left to finish", async () => {
  const { informer, synced, simulation } = informing();
  const heard: string[] = [];
  let finish: () => void = () => undefined;
  const registration = informer.addEventHandler({
    onAdd: (each) => {
      heard.push(`begin ${each.metadata?.name}`);
      return new Promise<void>((resolve) => {
        finish = () => {
          heard.push(`end ${each.metadata?.name}`);
          resolve();
        };
      });
    },
  });
  synced(5, object("a/x", 1), object("a/y", 2));
  await simulation.advanceByAsync(0);

  informer.removeEventHandler(registration);
  finish();
  await simulation.advanceByAsync(0);

  expect(heard).toEqual(["begin x", "end x"]);
});

test("PL-4: a handler that throws or rejects is reported with handler, key and event, and stops nothing", async () => {
  const errors: HandlerError[] = [];
  const { informer, synced, simulation } = informing({
    handlerErrorHandler: (error) => void errors.push(error),
  });
  const heard: string[] = [];
  informer.addEventHandler(
    {
      onAdd: (each) => {
        if (each.metadata?.name === "throws") throw new Error("cannot");
        if (each.metadata?.name === "rejects") return Promise.reject(new Error("will not"));
        heard.push(each.metadata?.name ?? "");
        return undefined;
      },
    },
    { name: "mine" },
  );

  synced(5, object("a/throws", 1), object("a/rejects", 2), object("a/fine", 3));
  await simulation.advanceByAsync(0);
  await simulation.advanceByAsync(0);

  expect(errors.map((error) => error.message)).toEqual([
    "handler mine of informer configmaps threw on add of a/throws: cannot",
    "handler mine of informer configmaps threw on add of a/rejects: will not",
  ]);
  expect(errors[0]).toMatchObject({ handler: "mine", notification: { type: "add" } });
  expect(heard).toEqual(["fine"]);
});

test("PL-4: without a handler for errors the user is warned; one that throws itself is a fault of the program", () => {
  const boom = {
    onAdd: (): void => {
      throw new Error("cannot");
    },
  };
  const warned = informing();
  warned.informer.addEventHandler(boom);
  warned.synced(5, object("a/x", 1));
  expect(warned.warnings).toEqual([
    "handler handler-1 of informer configmaps threw on add of a/x: cannot",
  ]);

  const faulty = informing({
    handlerErrorHandler: () => {
      throw new Error("the reporter fails");
    },
  });
  faulty.informer.addEventHandler(boom);
  expect(() => faulty.synced(5, object("a/x", 1))).toThrow("the reporter fails");
});

test("PL-5: how many notifications wait is in the trace, by the handler's name", () => {
  const depths: string[] = [];
  const { informer, synced, simulation } = informing();
  simulation.trace.subscribe(({ fact }) => {
    if (fact.kind === "handler.called") depths.push(`${fact.handler} ${fact.depth}`);
  });
  informer.addEventHandler({}, { name: "mine" });

  synced(5, object("a/x", 1), object("a/y", 2));

  expect(depths).toEqual(["mine 1", "mine 0"]);
});

test("EH-1: functions that are missing are skipped; onAdd is told whether the object was there from the start", () => {
  const { informer, synced, run } = informing();
  const initial: boolean[] = [];
  informer.addEventHandler({
    onAdd: (_each: TestObject, isInInitialList) => void initial.push(isInInitialList),
  });
  const watch = synced(5, object("a/x", 1));

  run(() =>
    watch.send(modified(object("a/x", 6)), added(object("a/y", 7)), deleted(object("a/x", 8))),
  );

  expect(initial).toEqual([true, false]);
});

test("with a bounded buffer a slow handler hears of the latest states and every deletion, not of those between", async () => {
  const { informer, synced, simulation } = informing();
  const heard: string[] = [];
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const plain = hearing(heard);
  informer.addEventHandler(
    {
      onAdd: async (each, initial) => {
        await plain.onAdd?.(each, initial);
        if (each.metadata?.name === "gate") await gate;
      },
      onUpdate: (old, each) => plain.onUpdate?.(old, each),
      onDelete: (each) => plain.onDelete?.(each),
    },
    { buffer: { length: 1 } },
  );
  const watch = synced(5, object("a/gate", 1), object("a/x", 2));
  await simulation.advanceByAsync(0);

  for (let version = 6; version < 106; version++) watch.send(modified(object("a/x", version)));
  watch.send(deleted(object("a/x", 200)), added(object("a/x", 201)), modified(object("a/x", 202)));
  await simulation.advanceByAsync(0);
  release();
  for (let at = 0; at < 8; at++) await simulation.advanceByAsync(0);

  expect(heard).toEqual(["add a/gate@1 initial", "add a/x@105 initial", "update a/x@105 a/x@202"]);
});

test("a limit below one is refused", () => {
  expect(() => informing().informer.addEventHandler({}, { buffer: { length: 0 } })).toThrow(
    "the buffer limit must be at least 1 notification, it is 0",
  );
});

test("PL-3, SY-1: a handler that is removed before the first list keeps nothing and is never synced", async () => {
  const { informer, synced, simulation } = informing();
  const said: string[] = [];
  simulation.trace.subscribe(({ fact }) => {
    if (fact.kind === "handler.synced") said.push(fact.handler);
  });
  const removed = informer.addEventHandler({}, { name: "removed" });
  informer.addEventHandler({}, { name: "kept" });

  informer.removeEventHandler(removed);
  synced(5, object("a/x", 1));
  await simulation.advanceByAsync(0);

  expect(removed.hasSynced).toBe(false);
  expect(said).toEqual(["kept"]);
});

test("PL-3: what waited for a removed handler is let go, though its callback never ends", () => {
  const environment = new Simulation();
  const queue = new HandlerQueue<TestObject>(environment, {
    informer: "nodes",
    name: "slow",
    resource: "nodes",
    handler: { onAdd: () => new Promise(() => {}) },
    informerSynced: new Latch(),
  });
  for (const key of ["a/x", "a/y", "a/z"])
    queue.add({ type: "add", object: object(key, 1), isInInitialList: false });
  environment.runReady();
  expect(queue.depth).toBe(2);

  queue.close();

  expect(queue.depth).toBe(0);
});
