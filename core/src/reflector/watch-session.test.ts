import { expect, test } from "vitest";
import { StatusError } from "../api/status-error.ts";
import { object } from "../testing/objects.ts";
import { added, bookmark, errorEvent, refusals } from "../testing/parked-source.ts";
import { firstBackoffMs, reflecting } from "../testing/reflecting.ts";

test("RF-19: a watch asks from the last version, with bookmarks and a timeout, and nothing else", () => {
  const { source, listed } = reflecting();
  listed(5);

  const { timeoutSeconds, ...options } = source.lastWatch.options;
  expect(timeoutSeconds).toBeDefined();
  expect(options).toEqual({ resourceVersion: "5", allowWatchBookmarks: true });
});

test("RF-20: a watch that cannot be opened is reported and leads to a list", () => {
  const { source, run, errors, simulation } = reflecting();
  run(() => source.lastList.answer([], 5));
  run(() => source.lastWatch.fail(refusals.forbidden()));

  expect(errors).toMatchObject([
    { phase: "watch", message: "failed to watch configmaps: the server says Forbidden" },
  ]);
  simulation.advanceBy(firstBackoffMs);
  expect(source.asked).toEqual(['list "0"', 'watch "5"', 'list "5"']);
});

test("RF-21: a refused connection or 429 is waited out and the watch asked for again, without a list", () => {
  for (const error of [refusals.refused(), refusals.tooManyRequests()]) {
    const { source, run, errors, simulation } = reflecting();
    run(() => source.lastList.answer([], 5));
    run(() => source.lastWatch.fail(error));
    expect(source.requests).toHaveLength(2);
    simulation.advanceBy(firstBackoffMs);

    expect(source.asked).toEqual(['list "0"', 'watch "5"', 'watch "5"']);
    expect(errors).toEqual([]);
  }
});

test("RF-23: a watch that ends cleanly is opened again at once from the last version", () => {
  const { source, run, listed, simulation } = reflecting();
  const watch = listed(5);
  run(() => watch.send(added(object("a/x", 6))));
  run(() => watch.close());
  expect(source.asked.at(-1)).toBe('watch "6"');

  run(() => void source.lastWatch.open());
  simulation.advanceBy(1000);
  run(() => source.lastWatch.close());
  expect(source.asked.at(-1)).toBe('watch "6"');
  expect(source.requests).toHaveLength(4);
});

test("RF-24: after an ERROR event Expired, Gone and all others relist, quietly; 429 watches again after a pause", () => {
  for (const name of ["expired", "gone", "timeout", "internal"] as const) {
    const { source, run, listed, simulation, errors } = reflecting();
    const watch = listed(5);
    run(() => watch.send(errorEvent(refusals[name]())));
    simulation.advanceBy(firstBackoffMs);
    expect(source.asked.at(-1)).toBe('list "5"');
    expect(errors).toEqual([]);
  }

  const { source, run, listed, simulation } = reflecting();
  const watch = listed(5);
  run(() => watch.send(errorEvent(refusals.tooManyRequests())));
  expect(source.requests).toHaveLength(2);
  simulation.advanceBy(firstBackoffMs);
  expect(source.asked.at(-1)).toBe('watch "5"');
});

test("RF-24: what follows an ERROR event in its stream is not taken in", () => {
  const { run, listed, store } = reflecting();
  const watch = listed(5);

  run(() => watch.send(errorEvent(refusals.expired()), added(object("a/x", 6))));

  expect(store.calls).toEqual(["replace @5 []"]);
});

test("RF-25: a watch that ends within a second without an accepted event leads to a list", () => {
  const { source, run, listed, simulation } = reflecting();
  const watch = listed(5);
  run(() => watch.send(added({ ...object("a/x", 6), kind: "Secret" })));
  simulation.advanceBy(999);

  run(() => watch.close());
  expect(source.requests).toHaveLength(2);
  simulation.advanceBy(firstBackoffMs);

  expect(source.asked.at(-1)).toBe('list "5"');
});

test("RF-26: within the window an internal error opens the watch again at once; the window is forgotten on relist", () => {
  const { source, run, listed, simulation } = reflecting({ maxInternalErrorRetryMs: 10_000 });
  let watch = listed(5);
  run(() => watch.send(errorEvent(refusals.internal())));
  expect(source.asked.at(-1)).toBe('watch "5"');

  watch = source.lastWatch.open();
  simulation.advanceBy(10_001);
  run(() => watch.send(errorEvent(refusals.internal())));
  expect(source.requests).toHaveLength(3);
  simulation.advanceBy(firstBackoffMs);
  expect(source.asked.at(-1)).toBe('list "5"');

  watch = listed(6);
  run(() => watch.send(errorEvent(refusals.internal())));
  expect(source.asked.at(-1)).toBe('watch "6"');
});

test("RF-26: a frame that could not be decoded is no internal error of the server, whatever else it is said to be", () => {
  const { source, run, listed, simulation } = reflecting({ maxInternalErrorRetryMs: 10_000 });
  const watch = listed(5);
  const { status } = refusals.internal();
  const causes = [{ reason: "UnexpectedServerResponse" }, { reason: "ClientWatchDecoding" }];
  run(() => watch.send(errorEvent(new StatusError({ ...status, details: { causes } }))));
  simulation.advanceBy(firstBackoffMs);

  expect(source.asked).toEqual(['list "0"', 'watch "5"', 'list "5"']);
});

test("RF-43: every stream is stopped exactly once, also one that the server closed", () => {
  const { source, run, listed, simulation } = reflecting();
  const closed = listed(5);
  simulation.advanceBy(1000);
  run(() => closed.close());
  const failed = source.lastWatch.open();
  simulation.runReady();
  run(() => failed.send(errorEvent(refusals.expired())));

  expect([closed.stops, failed.stops]).toEqual([1, 1]);
});

test("a watch on which nothing came until the read deadline is taken for dead and opened again", () => {
  const { source, run, listed, simulation } = reflecting({ readDeadlineMs: 60_000 });
  const watch = listed(5);
  simulation.advanceBy(59_000);
  run(() => watch.send(bookmark(6)));
  simulation.advanceBy(59_000);
  expect(source.requests).toHaveLength(2);

  simulation.advanceBy(1000);

  expect(watch.stops).toBe(1);
  expect(source.asked.at(-1)).toBe('watch "6"');
});
