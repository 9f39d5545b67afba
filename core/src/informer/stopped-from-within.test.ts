import { expect, test } from "vitest";
import type { StopSignal } from "../environment/stop-signal.ts";
import { Reflector } from "../reflector/reflector.ts";
import { Simulation } from "../simulation/simulation.ts";
import { informing } from "../testing/informing.ts";
import { object, type TestObject } from "../testing/objects.ts";
import { added, bookmark, ParkedSource, refusals } from "../testing/parked-source.ts";
import { RecordingStore } from "../testing/recording-store.ts";
import type { QueueFlavour } from "./create-queue.ts";

const flavours: readonly QueueFlavour[] = ["delta", "real", "real-atomic"];

test("RF-42: who stops the informer when told of a trouble is not asked for anything afterwards", () => {
  const { informer, source, run, simulation } = informing();
  informer.setWatchErrorHandler(() => informer.stop());
  run(() => informer.start());

  run(() => source.lastList.fail(refusals.forbidden()));
  simulation.advanceBy(3_600_000);

  expect(source.requests).toHaveLength(1);
  expect(simulation.nextTimerAt).toBeUndefined();
});

test("RF-42: the same where a watch is refused, in client-go's words as well", () => {
  for (const toldErrors of ["as-client-go", "every-cause"] as const) {
    const { informer, source, run, simulation } = informing({ toldErrors });
    let told = 0;
    informer.setWatchErrorHandler(() => {
      told += 1;
      informer.stop();
    });
    run(() => informer.start());
    run(() => source.lastList.answer([], 5));

    run(() => source.lastWatch.fail(refusals.forbidden()));
    simulation.advanceBy(3_600_000);

    expect(source.asked).toEqual(['list "0"', 'watch "5"']);
    expect(told).toBe(1);
  }
});

test("RF-42: a warning may stop it, too", () => {
  const simulation = new Simulation();
  const { clock, random, scheduler, trace } = simulation;
  const source = new ParkedSource();
  const reflector: Reflector<TestObject> = new Reflector(
    { clock, random, scheduler, trace, warn: () => reflector.stop() },
    {
      listerWatcher: source,
      store: new RecordingStore(),
      resource: "configmaps",
      useWatchList: false,
    },
  );
  reflector.start();
  simulation.runReady();

  source.lastList.fail(refusals.tooManyRequests());
  simulation.advanceBy(3_600_000);

  expect(source.requests).toHaveLength(1);
});

for (const queue of flavours) {
  test(`${queue}, RF-42: a transform that stops the informer amid a list leaves no watch behind`, () => {
    for (const useWatchList of [false, true]) {
      const { informer, source, run, simulation } = informing({ queue, useWatchList });
      informer.setTransform((each) => {
        informer.stop();
        return each;
      });
      run(() => informer.start());
      if (useWatchList) {
        run(() => void source.lastWatch.open());
        run(() => source.lastWatch.send(added(object("a/x", 1)), bookmark(5, "initial")));
      } else {
        run(() => source.lastList.answer([object("a/x", 1)], 5));
      }
      simulation.advanceBy(3_600_000);

      expect(source.requests).toHaveLength(1);
    }
  });

  test(`${queue}, RF-42: of a batch of events nothing behind the one that a transform stopped at is looked at`, () => {
    const { informer, source, run } = informing({ queue, useWatchList: false });
    const seen: (string | undefined)[] = [];
    informer.setTransform((each) => {
      seen.push(each.metadata?.name);
      informer.stop();
      return each;
    });
    run(() => informer.start());
    run(() => source.lastList.answer([], 5));
    run(() => void source.lastWatch.open());

    run(() => source.lastWatch.send(added(object("a/x", 6)), added(object("a/y", 7))));

    expect(seen).toEqual(["x"]);
    expect(informer.lastSyncResourceVersion).toBe("6");
  });

  test(`${queue}, RF-42: so does who hears that an empty list has synced it`, () => {
    const { informer, source, run, simulation } = informing({ queue });
    informer.onSynced(() => informer.stop());
    run(() => informer.start());

    run(() => source.lastList.answer([], 5));
    simulation.advanceBy(3_600_000);

    expect(informer.hasSynced).toBe(true);
    // A watch that was asked for before is not opened.
    expect(source.requests.length).toBeLessThanOrEqual(2);
    expect(simulation.nextTimerAt).toBeUndefined();
  });
}

test("SI-3: a stop within a stop is the same stop", () => {
  const { informer, synced, run, simulation } = informing({
    detectMutations: true,
    mutationHandler: () => informer.stop(),
  });
  const stops: string[] = [];
  simulation.trace.subscribe(({ fact }) => {
    if (fact.kind === "informer.stopped") stops.push(fact.informer);
  });
  synced(5, object("a/x", 1));
  Object.assign(informer.indexer.getByKey("a/x") ?? {}, { changed: true });

  run(() => informer.stop());

  expect(stops).toEqual(["configmaps"]);
});

test("waits end with the stop, and those of a handler with its removal", async () => {
  const { informer, run } = informing();
  const registration = informer.addEventHandler({});
  const removed = informer.addEventHandler({});
  run(() => informer.start());
  const waits = [
    informer.waitForSync(),
    informer.waitForResourceVersion("7"),
    registration.waitForSync(),
  ];
  const waitOfRemoved = removed.waitForSync();

  informer.removeEventHandler(removed);
  expect(await waitOfRemoved).toBe(false);
  run(() => informer.stop());

  expect(await Promise.all(waits)).toEqual([false, false, false]);
  expect(await informer.waitForSync()).toBe(false);
});

test("SI-3: an informer that has ended leaves nothing with a signal that goes on", async () => {
  const { informer, run } = informing();
  const listeners = new Set<() => void>();
  const signal: StopSignal = {
    aborted: false,
    addEventListener: (_type, listener) => void listeners.add(listener),
    removeEventListener: (_type, listener) => void listeners.delete(listener),
  };

  const ended = informer.run(signal);
  expect(listeners.size).toBe(1);
  run(() => informer.stop());
  await ended;

  expect(listeners.size).toBe(0);
});
