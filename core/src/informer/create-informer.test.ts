import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { metaNamespaceIndexFunction } from "../cache/index-functions.ts";
import { Simulation } from "../simulation/simulation.ts";
import { hearing } from "../testing/informing.ts";
import { object, printed, type TestObject } from "../testing/objects.ts";
import { added, modified, ParkedSource } from "../testing/parked-source.ts";
import { createInformer } from "./create-informer.ts";

test("CT-4: the informer that is not shared calls its one handler from the loop, after the indexer was written", () => {
  const simulation = new Simulation();
  const source = new ParkedSource();
  const heard: string[] = [];
  const lanes = new Set<string>();
  const plain = hearing(heard);
  const { indexer, controller } = createInformer<TestObject>(simulation, {
    listerWatcher: source,
    resource: "configmaps",
    useWatchList: false,
    indexers: { namespace: metaNamespaceIndexFunction },
    handler: {
      ...plain,
      onAdd: (each, initial) => {
        heard.push(`cached ${indexer.byIndex("namespace", "a").map(printed)}`);
        return plain.onAdd?.(each, initial);
      },
    },
  });
  simulation.trace.subscribe(({ lane }) => void lanes.add(lane));

  controller.start();
  simulation.runReady();
  source.lastList.answer([object("a/x", 1)], 5);
  simulation.runReady();
  source.lastWatch.open().send(modified(object("a/x", 6)));
  simulation.runReady();

  expect(heard).toEqual(["cached a/x@1", "add a/x@1 initial", "update a/x@1 a/x@6"]);
  expect(controller.hasSynced).toBe(true);
  expect([...lanes].filter((name) => name.startsWith("handler/"))).toEqual([]);
  controller.stop();
  expect(simulation.nextTimerAt).toBeUndefined();
});

const refuse = () => new Error("cannot");

test.each<[string, () => void | Promise<void>]>([
  [
    "throws",
    () => {
      throw refuse();
    },
  ],
  ["rejects", () => Promise.reject(refuse())],
])("CT-4: a handler that %s is reported, and the next change still comes", async (_how, onAdd) => {
  const simulation = new Simulation();
  const source = new ParkedSource();
  const reported: unknown[] = [];
  const { clock, random, trace } = simulation;
  const scheduler = {
    post: simulation.post.bind(simulation),
    settle: simulation.settle.bind(simulation),
    report: (error: unknown) => void reported.push(error),
  };
  const { indexer, controller } = createInformer<TestObject>(
    { clock, random, scheduler, trace },
    {
      listerWatcher: source,
      resource: "configmaps",
      useWatchList: false,
      queue: "delta",
      handler: { onAdd },
    },
  );
  controller.start();
  simulation.runReady();
  source.lastList.answer([], 5);
  simulation.runReady();

  source.lastWatch.open().send(added(object("a/x", 6)), added(object("a/y", 7)));
  simulation.runReady();
  await setImmediate();
  simulation.runReady();

  expect(reported).toEqual([refuse(), refuse()]);
  expect(indexer.size).toBe(2);
});
