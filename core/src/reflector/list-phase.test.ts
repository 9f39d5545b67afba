import { expect, test } from "vitest";
import { object } from "../testing/objects.ts";
import { errorEvent, refusals } from "../testing/parked-source.ts";
import { firstBackoffMs, reflecting } from "../testing/reflecting.ts";
import { ListWatchError } from "./watch-errors.ts";

test("RF-10: the first list asks for version 0, a later one for the last version, and none when that is unavailable", () => {
  const { source, run, simulation, listed } = reflecting();
  const watch = listed(5);
  run(() => watch.send(errorEvent(refusals.expired())));
  simulation.advanceBy(firstBackoffMs);
  run(() => source.lastList.fail(refusals.expired()));

  expect(source.asked).toEqual(['list "0"', 'watch "5"', 'list "5"', 'list ""']);
});

test("RF-11: the first list asks for pages of 500, a list at a version for everything", () => {
  const { source, run, simulation, listed } = reflecting();
  expect(source.lastList.options).toEqual({ resourceVersion: "0", limit: 500 });

  const watch = listed(5);
  run(() => watch.send(errorEvent(refusals.internal())));
  simulation.advanceBy(firstBackoffMs);

  expect(source.lastList.options).toEqual({ resourceVersion: "5" });
});

test("RF-11, RF-14: once a list at 0 came in pages, later lists ask for pages as well", () => {
  const { source, run, simulation } = reflecting();
  run(() => source.lastList.answer([object("a/x", 1)], 5, "t1"));
  run(() => source.lastList.answer([object("a/y", 2)], 5));
  run(() => void source.lastWatch.open().send(errorEvent(refusals.internal())));
  simulation.advanceBy(firstBackoffMs);

  expect(source.lastList.options).toEqual({ resourceVersion: "5", limit: 500 });
});

test("RF-11: a configured page size is always sent", () => {
  expect(reflecting({ pageSize: 3 }).source.lastList.options.limit).toBe(3);
});

for (const name of ["expired", "gone", "tooLarge", "tooLargeInOldWords"] as const) {
  test(`RF-12, RF-13: a list that fails with ${name} is asked again at once without a version`, () => {
    const { source, run, errors, listed, simulation } = reflecting();
    const watch = listed(5);
    run(() => watch.send(errorEvent(refusals.internal())));
    simulation.advanceBy(firstBackoffMs);

    run(() => source.lastList.fail(refusals[name]()));

    expect(source.lastList.options).toEqual({ resourceVersion: "" });
    expect(errors).toEqual([]);
  });
}

test("RF-12: when the second list fails too, the next round asks without a version, in pages", () => {
  const { source, run, errors, simulation } = reflecting();
  run(() => source.lastList.fail(refusals.expired()));
  run(() => source.lastList.fail(refusals.expired()));
  expect(errors).toHaveLength(1);
  simulation.advanceBy(firstBackoffMs);

  expect(source.lastList.options).toEqual({ resourceVersion: "", limit: 500 });
});

test("RF-13: other timeouts are no sign of a version that is too large", () => {
  const { source, run, errors } = reflecting();

  run(() => source.lastList.fail(refusals.timeout()));

  expect(source.requests).toHaveLength(1);
  expect(errors).toHaveLength(1);
});

test("RF-15: the version moves only once the store has taken the list", () => {
  const { source, run, reflector, store, errors } = reflecting();
  store.failsOn = "replace";

  run(() => source.lastList.answer([object("a/x", 1)], 5));

  expect(reflector.lastSyncResourceVersion).toBe("");
  expect(errors[0]).toBeInstanceOf(ListWatchError);
  expect(errors[0]).toMatchObject({ phase: "sync" });
});

test("RF-16: a stop while listing ends it at once; a late answer changes nothing", () => {
  const { source, reflector, run, store } = reflecting();
  const { lastList } = source;

  reflector.stop();
  run(() => lastList.answer([object("a/x", 1)], 5));

  expect(reflector.state).toBe("stopped");
  expect(store.calls).toEqual([]);
});

test("RF-17: a refused list is reported with verb and resource, whatever the reason", () => {
  for (const error of [refusals.forbidden(), refusals.refused(), refusals.tooManyRequests()]) {
    const { source, run, errors, simulation } = reflecting();
    run(() => source.lastList.fail(error));
    expect(errors).toMatchObject([
      { message: `failed to list configmaps: ${error.message}`, cause: error },
    ]);
    simulation.advanceBy(firstBackoffMs);
    expect(source.asked).toEqual(['list "0"', 'list "0"']);
  }
});

test("RF-18: a Table, or metadata without objects, is no list, and the error says what to ask for", () => {
  for (const [list, text] of [
    [{ kind: "Table", apiVersion: "meta.k8s.io/v1", items: [] }, "answered with a Table"],
    [
      { kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/v1", items: [] },
      "metadata only",
    ],
    [{ kind: "ConfigMap" }, "without items"],
  ] as const) {
    const { source, run, errors } = reflecting();
    run(() => source.lastList.answerWith({ ok: true, list: list as never }));
    expect(String(errors[0])).toContain(text);
  }
});
