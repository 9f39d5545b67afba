import { expect, test } from "vitest";
import { ControllerExpectations } from "./controller-expectations.ts";

function setUp() {
  let now = 0;
  const expectations = new ControllerExpectations({ now: () => now });
  const advance = (ms: number): void => {
    now += ms;
  };
  return { expectations, advance };
}

test("an owner of whom nothing was expected is satisfied", () => {
  expect(setUp().expectations.areSatisfied("a/x")).toBe(true);
});

test("creations are counted down; more than expected are no debt", () => {
  const { expectations } = setUp();
  expectations.expectCreations("a/x", 2);
  expectations.creationObserved("a/x");
  expect(expectations.areSatisfied("a/x")).toBe(false);

  expectations.creationObserved("a/x");
  expectations.creationObserved("a/x");

  expect(expectations.areSatisfied("a/x")).toBe(true);
  expect(expectations.get("a/x")?.creations).toBe(0);
});

test("a deletion counts once for each object, however often it is seen", () => {
  const { expectations } = setUp();
  expectations.expectDeletions("a/x", ["a/p1", "a/p2"]);
  expectations.deletionObserved("a/x", "a/p1");
  expectations.deletionObserved("a/x", "a/p1");
  expectations.deletionObserved("a/x", "a/other");
  expect(expectations.areSatisfied("a/x")).toBe(false);

  expectations.deletionObserved("a/x", "a/p2");

  expect(expectations.areSatisfied("a/x")).toBe(true);
});

test("what was not seen for five minutes is waited for no longer", () => {
  const { expectations, advance } = setUp();
  expectations.expectCreations("a/x", 1);
  advance(300_000);
  expect(expectations.areSatisfied("a/x")).toBe(false);

  advance(1);

  expect(expectations.areSatisfied("a/x")).toBe(true);
});

test("an owner that is gone leaves nothing behind", () => {
  const { expectations } = setUp();
  expectations.expectCreations("a/x", 1);

  expectations.delete("a/x");

  expect(expectations.get("a/x")).toBeUndefined();
});
