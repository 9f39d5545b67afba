import { expect, test } from "vitest";
import { informing } from "../testing/informing.ts";
import { object } from "../testing/objects.ts";
import { errorEvent, refusals } from "../testing/parked-source.ts";

test("SY-1: a handler is synced once the informer is and it returned from every initial add", async () => {
  const { informer, synced, simulation } = informing();
  let finish: () => void = () => undefined;
  const registration = informer.addEventHandler({
    onAdd: () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  });
  const none = informer.addEventHandler({});
  synced(5, object("a/x", 1));
  await simulation.advanceByAsync(0);
  expect([informer.hasSynced, registration.hasSynced, none.hasSynced]).toEqual([true, false, true]);

  finish();
  await simulation.advanceByAsync(0);
  expect(registration.hasSynced).toBe(true);
});

test("SY-1: an initial add whose callback threw counts as returned from: the handler was told", () => {
  const { informer, synced } = informing();
  const registration = informer.addEventHandler({
    onAdd: () => {
      throw new Error("cannot");
    },
  });

  synced(5, object("a/x", 1));

  expect(registration.hasSynced).toBe(true);
});

test("SY-2: a late handler is not synced before it heard of what is cached", () => {
  const { informer, synced, run } = informing();
  synced(5, object("a/x", 1));

  const registration = informer.addEventHandler({});
  expect(registration.hasSynced).toBe(false);
  run(() => undefined);

  expect(registration.hasSynced).toBe(true);
});

test("SY-3: once synced, always synced", () => {
  const { informer, synced, run } = informing();
  const registration = informer.addEventHandler({});
  const watch = synced(5);

  run(() => watch.send(errorEvent(refusals.expired())));
  informer.removeEventHandler(registration);

  expect(registration.hasSynced).toBe(true);
  expect(informer.hasSynced).toBe(true);
});

test("SY-4: those who wait are told once, at the moment it becomes true or at once", async () => {
  const { informer, synced } = informing();
  const registration = informer.addEventHandler({});
  const told: string[] = [];
  registration.onSynced(() => void told.push("before"));
  const waiting = registration.waitForSync();
  synced(5, object("a/x", 1));
  registration.onSynced(() => void told.push("after"));

  expect(told).toEqual(["before", "after"]);
  expect(await waiting).toBe(true);
});
