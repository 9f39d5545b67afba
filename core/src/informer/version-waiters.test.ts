import { expect, test } from "vitest";
import { Latch } from "../environment/latch.ts";
import { informing } from "../testing/informing.ts";
import { object } from "../testing/objects.ts";
import { added, bookmark } from "../testing/parked-source.ts";
import { VersionWaiters } from "./version-waiters.ts";

test("waitForResourceVersion resolves once the cache has that version, by an event or a bookmark", async () => {
  for (const queue of ["delta", "real", "real-atomic"] as const) {
    const { informer, synced, run } = informing({ queue });
    const watch = synced(5);
    const reached: string[] = [];
    const wait = (version: string): Promise<void> =>
      informer
        .waitForResourceVersion(version)
        .then((isReached) => void reached.push(`${version} ${isReached}`));
    const waits = [wait("5"), wait("7"), wait("9")];
    await waits[0];
    run(() => watch.send(added(object("a/x", 7))));
    await waits[1];
    expect(reached).toEqual(["5 true", "7 true"]);
    run(() => watch.send(bookmark("10")));
    await waits[2];
    expect(reached).toEqual(["5 true", "7 true", "9 true"]);
  }
});

test("waitForResourceVersion resolves to false when its signal comes first, and refuses what cannot be compared", async () => {
  const { informer, synced } = informing();
  synced(5);
  const stop = new AbortController();

  const waiting = informer.waitForResourceVersion("9", stop.signal);
  stop.abort();

  expect(await waiting).toBe(false);
  expect(() => informer.waitForResourceVersion("abc")).toThrow(RangeError);
});

test("a wait that its signal ended is forgotten: with nobody waiting the version is asked of nobody", async () => {
  let asked = 0;
  const waiters = new VersionWaiters(() => {
    asked += 1;
    return "5";
  }, new Latch());
  const stop = new AbortController();
  const waiting = waiters.wait("9", stop.signal);
  waiters.tell();
  stop.abort();
  await waiting;
  const askedBefore = asked;
  waiters.tell();

  expect(askedBefore).toBeGreaterThan(0);
  expect(asked).toBe(askedBefore);
});
