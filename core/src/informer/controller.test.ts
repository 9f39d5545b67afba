import { expect, test } from "vitest";
import { Simulation } from "../simulation/simulation.ts";
import { hearing } from "../testing/informing.ts";
import { object, type TestObject } from "../testing/objects.ts";
import { added, bookmark, ParkedSource } from "../testing/parked-source.ts";
import { reporting } from "../testing/reporting.ts";
import type { QueueFlavour } from "./create-queue.ts";
import { SharedIndexInformer } from "./shared-index-informer.ts";

const flavours: readonly QueueFlavour[] = ["delta", "real", "real-atomic"];

test("CT-2: who throws on hearing of progress neither stops the queue nor loses an event", () => {
  for (const queue of flavours) {
    const simulation = new Simulation();
    const { environment, reports } = reporting(simulation);
    const source = new ParkedSource();
    const informer = new SharedIndexInformer<TestObject>(environment, {
      listerWatcher: source,
      resource: "configmaps",
      useWatchList: false,
      queue,
    });
    const heard: string[] = [];
    informer.addEventHandler(hearing(heard));
    const throwing = (): never => {
      throw new Error("of the program");
    };
    informer.onSynced(throwing);
    informer.onResourceVersion("8", throwing);
    informer.start();
    simulation.runReady();
    source.lastList.answer([object("a/x", 1)], 5);
    simulation.runReady();
    source.lastWatch.open();
    source.lastWatch.send(added(object("a/y", 6)), added(object("a/z", 7)), bookmark(8));
    source.lastWatch.send(added(object("b/x", 9)));
    simulation.runReady();

    expect(heard).toEqual(["add a/x@1 initial", "add a/y@6", "add a/z@7", "add b/x@9"]);
    expect(reports).toEqual(["Error: of the program", "Error: of the program"]);
  }
});
