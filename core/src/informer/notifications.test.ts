import { expect, test } from "vitest";
import { informing } from "../testing/informing.ts";
import { object, printed } from "../testing/objects.ts";
import { added, deleted, modified } from "../testing/parked-source.ts";

test("notifications can be iterated: the cached objects first, then changes; break unregisters", async () => {
  const { informer, synced, simulation } = informing();
  const watch = synced(5, object("a/x", 1));
  const heard: string[] = [];

  const iteration = (async () => {
    for await (const { type, object: each } of informer.notifications()) {
      heard.push(`${type} ${printed(each)}`);
      if (type === "delete") break;
    }
  })();
  await simulation.advanceByAsync(0);
  watch.send(modified(object("a/x", 6)), deleted(object("a/x", 7)), added(object("a/y", 8)));
  await simulation.advanceByAsync(0);
  await simulation.advanceByAsync(0);
  await iteration;

  expect(heard).toEqual(["add a/x@1", "update a/x@6", "delete a/x@7"]);
});

test("the iteration of notifications ends with the stop and with its signal", async () => {
  const { informer, synced } = informing();
  synced(5);
  const stop = new AbortController();
  const bySignal = informer.notifications(stop.signal).next();
  const byStop = informer.notifications().next();

  stop.abort();
  expect(await bySignal).toEqual({ done: true, value: undefined });
  informer.stop();
  expect(await byStop).toEqual({ done: true, value: undefined });
});
