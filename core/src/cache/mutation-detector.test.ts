import { expect, test } from "vitest";
import { DeletedFinalStateUnknown } from "../api/deleted-final-state-unknown.ts";
import { Simulation } from "../simulation/simulation.ts";
import { object, type TestObject } from "../testing/objects.ts";
import { MutationDetector, type MutationError } from "./mutation-detector.ts";

function detecting() {
  const simulation = new Simulation();
  const errors: MutationError[] = [];
  const detector = new MutationDetector(simulation, {
    name: "configmaps",
    onMutation: (error) => void errors.push(error),
  });
  return { simulation, detector, errors };
}

function edit(each: TestObject): void {
  (each as { data?: Record<string, string> }).data = { edited: "yes" };
}

test("MD-1: an object that was changed is reported once, with informer, key and place", () => {
  const { simulation, detector, errors } = detecting();
  const changed = object("a/x", 1, { data: { val: "1" } });
  detector.watch(changed);
  detector.watch(object("a/y", 2));
  simulation.advanceBy(1000);
  expect(errors).toEqual([]);

  edit(changed);
  simulation.advanceBy(5000);

  expect(errors.map((error) => error.message)).toEqual([
    'cache of informer configmaps was modified: a/x at .data.val ("1" became undefined); ' +
      "cached objects are shared, copy one before changing it",
  ]);
});

test("MD-1: objects are watched for two to four minutes, then let go", () => {
  const { simulation, detector, errors } = detecting();
  const early = object("a/early", 1);
  const late = object("a/late", 2);
  detector.watch(early);
  detector.watch(late);

  simulation.advanceBy(119_000);
  edit(early);
  simulation.advanceBy(1000);
  expect(errors).toHaveLength(1);
  simulation.advanceBy(121_000);
  edit(late);
  simulation.advanceBy(10_000);

  expect(errors).toHaveLength(1);
  expect(simulation.nextTimerAt).toBeUndefined();
});

test("MD-1: tombstones are not tracked, and a stop compares a last time", () => {
  const { simulation, detector, errors } = detecting();
  const inTombstone = object("a/t", 1);
  const stopped = object("a/x", 2);
  detector.watch(new DeletedFinalStateUnknown("a/t", inTombstone));
  detector.watch(stopped);
  edit(inTombstone);
  edit(stopped);

  detector.stop();
  simulation.advanceBy(10_000);

  expect(errors).toHaveLength(1);
});

test("MD-1: who changed it is known right after the call, and it is told once", () => {
  const { simulation, detector, errors } = detecting();
  const changed = object("a/x", 1);
  detector.watch(changed);
  detector.checkAfterCall(changed, "innocent");
  edit(changed);

  detector.checkAfterCall(changed, "careless");
  detector.checkAfterCall(changed, "late");
  simulation.advanceBy(5000);

  expect(errors.map(({ key, path, handler }) => ({ key, path, handler }))).toEqual([
    { key: "a/x", path: ".data", handler: "careless" },
  ]);
  expect(errors[0]?.message).toContain("configmaps was modified by handler careless: a/x at .data");
});

test("MD-1: what was edited before a resync told of it once more is compared with what it was first", () => {
  const { simulation, detector, errors } = detecting();
  const cached = object("a/x", 1);
  detector.watch(cached);
  simulation.advanceBy(120_000);

  edit(cached);
  detector.watch(cached);
  simulation.advanceBy(1000);

  expect(errors).toHaveLength(1);
});
