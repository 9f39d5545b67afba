import { expect, test } from "vitest";
import { informing } from "../testing/informing.ts";
import { object } from "../testing/objects.ts";
import { deleted, refusals } from "../testing/parked-source.ts";

test("checkConsistency lists at exactly the cache's version and names what is missing, extra and different", async () => {
  const { informer, synced, source, warnings, run } = informing();
  const watch = synced(5, object("a/same", 1), object("a/extra", 2), object("a/different", 3));

  const check = informer.checkConsistency();
  expect(source.lastList.options).toEqual({ resourceVersion: "5", resourceVersionMatch: "Exact" });
  const list = source.lastList;
  run(() => watch.send(deleted(object("a/same", 6))));
  list.answer([object("a/same", 1), object("a/different", 4), object("a/missing", 5)], 5);

  expect(await check).toEqual({
    isConsistent: false,
    resourceVersion: "5",
    missing: ["a/missing"],
    extra: ["a/extra"],
    different: ["a/different"],
  });
  expect(warnings.at(-1)).toContain("missing 1, extra 1, different 1");
});

test("RF-45: a version that the server cannot serve, or none, gives nothing to compare", async () => {
  const { informer, synced, source } = informing();
  expect(await informer.checkConsistency()).toBeUndefined();
  synced(5);

  const check = informer.checkConsistency();
  source.lastList.fail(refusals.expired());
  expect(await check).toBeUndefined();

  const failing = informer.checkConsistency();
  source.lastList.fail(refusals.forbidden());
  await expect(failing).rejects.toThrow("the server says Forbidden");
});

test("RF-45: the check can run by itself, again and again until the stop, also after a list that failed", async () => {
  const { informer, synced, source, simulation } = informing({ consistencyCheckPeriodMs: 60_000 });
  synced(5, object("a/x", 1));
  const facts: string[] = [];
  simulation.trace.subscribe(({ fact }) => {
    if (fact.kind === "informer.inconsistent") facts.push(fact.missing.join(","));
  });

  await simulation.advanceByAsync(60_000);
  const asked = source.requests.length;
  source.lastList.fail(refusals.forbidden());
  await simulation.advanceByAsync(0);
  for (let turn = 1; turn <= 2; turn++) {
    await simulation.advanceByAsync(60_000);
    expect(source.requests).toHaveLength(asked + turn);
    source.lastList.answer([object("a/x", 1), object("a/y", 2)], 5);
    await simulation.advanceByAsync(0);
  }
  expect(facts).toEqual(["a/y", "a/y"]);

  informer.stop();
  await simulation.advanceByAsync(300_000);
  expect(facts).toHaveLength(2);
});
